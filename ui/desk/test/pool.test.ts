/** Who could take work after each step of a plan, as the page that edits plans shows it. */
import { expect, test } from "vitest";
import { agent, queues } from "../fake/data/index.ts";
import type { Plan, PlanStep } from "../src/api/routing.ts";
import { poolAfter, ranksOf, stretchesOf } from "../src/live/pool.ts";

const people = [
  agent("a1", "Li", "ready", { skills: { spanish: 8 } }),
  agent("a2", "Ravi", "ready", { skills: { spanish: 3 } }),
  agent("a3", "Ana", "ready", { skills: {} }),
  agent("a4", "Max", "ready", { skills: { spanish: 9 }, profile_id: "p1" }),
];
const [template] = queues;
if (!template) throw new Error("no queue");
const member = (id: string, rank: number) => ({ agent_id: id, rank });
const sales = { ...template, id: "q1", members: [member("a1", 1), member("a2", 1), member("a3", 2)] };
const support = { ...template, id: "q2", members: [] };
const profile = {
  id: "p1",
  version: 1,
  name: "Support",
  entries: [{ queue_id: "q2", kind: null, rank: 1, delay_s: 0 }],
};

const step = (at: number, fields: Partial<PlanStep>): PlanStep => ({
  at_s: at,
  mode: "replace",
  needs: null,
  ring: null,
  agent_ids: [],
  queue_ids: [],
  move_to: null,
  priority: 0,
  strategy: null,
  skip_if: [],
  announcement: "",
  ...fields,
});
const spanish = (level: number) => [[{ skill: "spanish", at_least: level, at_most: 10 }]];
const now = { agents: people, ranks: ranksOf([sales, support], people, [profile]), queueId: "q1", own: [] };
const names = (steps: PlanStep[], taken = steps.length, after: Plan["after"] = "hold_last"): string[] =>
  poolAfter({ steps, after }, taken, now).map((each) => each.name);

test.each<[string, PlanStep[], string[]]>([
  ["before any step all members", [], ["Li", "Ravi", "Ana"]],
  ["needs in place of those before", [step(0, { needs: spanish(5) })], ["Li"]],
  ["needs relaxed", [step(0, { needs: spanish(5) }), step(9, { needs: spanish(1) })], ["Li", "Ravi"]],
  ["needs for nothing", [step(0, { needs: spanish(5) }), step(9, { needs: [] })], ["Li", "Ravi", "Ana"]],
  ["a ring", [step(0, { ring: 1 })], ["Li", "Ravi"]],
  ["a ring kept by later needs", [step(0, { ring: 1 }), step(9, { needs: [] })], ["Li", "Ravi"]],
  [
    "another queue's agents besides, by profile",
    [step(0, { needs: spanish(5) }), step(9, { mode: "add", queue_ids: ["q2"] })],
    ["Li", "Max"],
  ],
  ["an agent by name alone", [step(0, { agent_ids: ["a3"] })], ["Ana"]],
  ["a move", [step(0, { move_to: "q2", needs: [] })], ["Max"]],
])("%s", (_, steps, expected) => {
  expect(names(steps)).toEqual(expected);
});

test("when the plan is over anybody in the queue, if it says so", () => {
  const steps = [step(0, { needs: spanish(5) })];
  expect(names(steps, 2, "any_agent_in_queue")).toEqual(["Li", "Ravi", "Ana"]);
  expect(names(steps, 2)).toEqual(["Li"]);
});

test("what the contact itself needs counts until a step says otherwise", () => {
  const own = [{ skill: "spanish", at_least: 9, at_most: 10 }];
  const plan = { steps: [step(0, { priority: 1 })], after: "hold_last" as const };
  expect(poolAfter(plan, 1, { ...now, own })).toEqual([]);
});

test("stretches go from step to step, the last without an end", () => {
  const steps = [step(10, {}), step(40, {})];
  expect(stretchesOf({ steps, after: "hold_last", ends_at_s: null })).toEqual([
    { taken: 0, from: 0, to: 10 },
    { taken: 1, from: 10, to: 40 },
    { taken: 2, from: 40, to: null },
  ]);
  const ending = stretchesOf({ steps, after: "any_agent_in_queue", ends_at_s: 90 });
  expect(ending.at(-1)).toEqual({ taken: 3, from: 90, to: null });
});
