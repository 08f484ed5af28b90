/** Routing in words: needs, promised times, obstacles. */
import { expect, test } from "vitest";
import type { SlaClock } from "../src/api/routing.ts";
import { translator } from "../src/i18n/index.ts";
import { blockText, remedyText } from "../src/text/blocks.ts";
import { duration } from "../src/text/durations.ts";
import { needsText } from "../src/text/needs.ts";
import { mostUrgent } from "../src/text/sla.ts";

const t = translator("en");
const term = (skill: string, least: number, most = 10) => ({ skill, at_least: least, at_most: most });

test.each([
  [[], "anybody"],
  [[[term("spanish", 5), term("billing", 1)]], "spanish ≥ 5 + billing"],
  [[[term("spanish", 1)], [term("english", 6)]], "spanish or english ≥ 6"],
  [[[term("trainee", 0, 0)]], "no trainee"],
  [[[term("sales", 3, 7)]], "sales 3–7"],
  [[[term("sales", 4, 4)]], "sales = 4"],
  [[{ skill: "spanish", level: 6 }], "spanish ≥ 6"],
])("needs %j read as %s", (needs, text) => {
  expect(needsText(t, needs)).toBe(text);
});

test.each([
  [0, "0 sec"],
  [45, "45 sec"],
  [150, "2 min 30 sec"],
  [3600, "1 hr"],
  [97_200, "1 day 3 hr"],
])("%i seconds read as %s", (seconds, text) => {
  expect(duration(seconds, "en")).toBe(text);
});

const at = (seconds: number): string => new Date(1_000_000 + seconds * 1000).toISOString();
const promise = (fields: Partial<SlaClock>): SlaClock => ({
  kind: "first_reply",
  state: "running",
  target_s: 900,
  warn_at: at(100),
  due_at: at(200),
  ...fields,
});

test("the promise that presses most is shown, and a kept one never", () => {
  const met = promise({ state: "met" });
  const late = promise({ kind: "resolution", due_at: at(-60) });
  expect(mostUrgent([met, promise({}), late], 1_000_000)).toMatchObject({ urgency: "late", leftS: -60 });
  expect(mostUrgent([met], 1_000_000)).toBeNull();
  expect(mostUrgent(null, 1_000_000)).toBeNull();
});

test("a promise is due soon from its warning on, and stands still while paused", () => {
  expect(mostUrgent([promise({ warn_at: at(-1) })], 1_000_000)?.urgency).toBe("soon");
  expect(mostUrgent({ resolution: promise({ state: "paused" }) }, 1_000_000)?.urgency).toBe("still");
});

test("an obstacle names the figures, and what would have to change", () => {
  const names = { locale: "en" as const, skillName: () => "Spanish" };
  const low = { blocker: "missing_skill", detail: "spanish", have: 3, need: 5 };
  expect(blockText(t, low, names)).toBe("Spanish 3, needs 5");
  expect(blockText(t, { ...low, have: 0 }, names)).toBe("has no Spanish, needs 5");
  expect(remedyText(t, low, names)).toBe("raise Spanish to 5, or ask for less in the plan");
  expect(remedyText(t, { blocker: "excluded", detail: "", have: null, need: null }, names)).toBe("");
});
