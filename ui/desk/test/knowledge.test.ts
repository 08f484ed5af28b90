/** Articles, canned replies and macros: what the pages work out themselves. */
import { expect, test } from "vitest";
import { agents, articles, canned, me } from "../fake/data/index.ts";
import type { Canned, MacroAction } from "../src/api/knowledge.ts";
import type { Agent, Desk } from "../src/api/types.ts";
import { moved, withStep } from "../src/knowledge/macro.ts";
import { gapsIn, halfAYearAfter, languageName, linkOf, putAt } from "../src/knowledge/words.ts";
import { patchDesk } from "../src/live/patches.ts";

test("what nobody knew stands out in the text, each once", () => {
  expect(gapsIn("Case ⟦case.number⟧ and ⟦today⟧, again ⟦today⟧")).toEqual(["case.number", "today"]);
  expect(gapsIn("Nothing [missing]")).toEqual([]);
});

test.each([
  ["", 0, 0, "Words"],
  ["Hello", 5, 5, "Hello Words"],
  ["Hello ", 6, 6, "Hello Words"],
  ["a /x b", 2, 4, "a Words b"],
])("words are put into %j at %i to %i", (text, start, end, result) => {
  expect(putAt(text, start, end, "Words")).toBe(result);
});

test.each([
  [new Date(2026, 10, 22), "2027-05-22"],
  [new Date(2026, 7, 31), "2027-02-28"],
])("half a year after %s is %s", (day, then) => {
  expect(halfAYearAfter(day)).toBe(then);
});

test("links are whole, and only public articles have one", () => {
  expect(linkOf({ link: "/kb/abc" }, "https://hub.example")).toBe("https://hub.example/kb/abc");
  expect(linkOf({ link: null }, "https://hub.example")).toBeNull();
  expect(articles[0]?.link).not.toBeNull();
});

test("languages have names in the reader's own", () => {
  expect([languageName("zh-CN", "en"), languageName("en", "zh-CN"), languageName("?", "en")]).toEqual([
    "Chinese",
    "英语",
    "?",
  ]);
});

test("steps are added, made anew and moved", () => {
  const steps = withStep(withStep([], 0, { step: "note" }), 1, { step: "snooze" });
  const names = (list: MacroAction[]) => list.map((each) => each.step);
  expect(names(steps)).toEqual(["note", "snooze"]);
  expect(steps[1]?.number).toBe(60);
  expect(names(moved(steps, 1, -1))).toEqual(["snooze", "note"]);
  expect(moved(steps, 0, -1)).toBe(steps);
  expect(withStep(steps, 1, { step: "close" })[1]).toMatchObject({ step: "close", number: null });
});

test("shared replies come and go with whom they are for", () => {
  const agent = { ...(agents[0] as Agent), team: "north" };
  const desk = { user: me, agent, canned, macros: [] } as unknown as Desk;
  const first = canned[0] as Canned;
  const after = (fields: Partial<Canned>) =>
    patchDesk(desk, { seq: 2, event: "canned.updated", at: "", data: { ...first, version: 2, ...fields } })
      .canned.length - canned.length;
  expect(after({ id: "new" })).toBe(1);
  expect(after({ id: "new", scope: "team", team: "north" })).toBe(1);
  expect(after({ id: "new", scope: "team", team: "south" })).toBe(0);
  expect(after({ scope: "personal", agent_id: "somebody" })).toBe(-1);
  expect(after({ scope: "personal", agent_id: agent.id })).toBe(0);
  expect(after({ deleted: true })).toBe(-1);
});
