/** Events on a supervisor's live view: who waits, who holds what, what nobody can take. */
import { expect, test } from "vitest";
import { agents, interaction, queues } from "../fake/data/index.ts";
import type { Alarm, LiveAgent, LiveView } from "../src/api/routing.ts";
import type { HubEvent } from "../src/api/types.ts";
import { mergedAlarms, patchLive, staffOf } from "../src/live/liveView.ts";

const work = {
  plan_step: 1,
  plan_steps: 3,
  next_step_at: null,
  position: 1,
  requirements: [],
  queued_at: null,
};
const waiting = interaction("i1", { state: "waiting", version: 3 });
const view = (fields: Partial<LiveView> = {}): LiveView => ({
  seq: 1,
  queues,
  agents: agents.map((each) => ({ ...each, work: [] })),
  waiting: [{ ...waiting, work }],
  alarms: [],
  ...fields,
});
const event = (name: string, data: unknown): HubEvent => ({ seq: 2, event: name, at: "", data });
const holding = (found: LiveView, id: string): string[] =>
  found.agents.find((each) => each.id === id)?.work?.map((each) => each.id) ?? [];

test("what is taken leaves the line and is in that agent's hands", () => {
  const taken = { ...waiting, version: 4, state: "active" as const, agent_id: "a2" };
  const after = patchLive(view(), event("interaction.updated", taken));
  expect(after.waiting).toEqual([]);
  expect(holding(after, "a2")).toEqual(["i1"]);
});

test("what goes from one agent to another is in one pair of hands", () => {
  const first = patchLive(
    view(),
    event("interaction.updated", { ...waiting, version: 4, state: "active", agent_id: "a2" }),
  );
  const second = patchLive(
    first,
    event("interaction.updated", { ...waiting, version: 5, state: "active", agent_id: "a1" }),
  );
  expect([holding(second, "a1"), holding(second, "a2")]).toEqual([["i1"], []]);
});

test("an older event changes nothing", () => {
  const before = patchLive(
    view(),
    event("interaction.updated", { ...waiting, version: 5, state: "active", agent_id: "a2" }),
  );
  expect(patchLive(before, event("interaction.updated", { ...waiting, version: 4 }))).toBe(before);
});

test("the place in line stays while it waits in the same queue, and is unknown in another", () => {
  const same = patchLive(view(), event("interaction.updated", { ...waiting, version: 4, priority: 5 }));
  expect(same.waiting[0]?.work).toEqual(work);
  const moved = patchLive(view(), event("interaction.updated", { ...waiting, version: 4, queue_id: "q2" }));
  expect(moved.waiting[0]?.work).toBeUndefined();
});

test("a queue's event keeps the figures that only the whole picture has", () => {
  const level = { answered: 5, within: 4, abandoned: 0, value: 0.8 };
  const [sales, ...others] = queues;
  if (!sales) throw new Error("no queue");
  const before = view({ queues: [{ ...sales, service_level: level }, ...others] });
  const after = patchLive(before, event("queue.updated", { ...sales, waiting: 9 }));
  expect(after.queues[0]).toMatchObject({ waiting: 9, service_level: level });
});

test("an alarm shows until it is cleared", () => {
  const alarm: Alarm = {
    id: "q1/phone/",
    alarm: "unroutable",
    kind: "phone",
    queue_id: "q1",
    queue_name: "Sales",
    needs: [],
    count: 1,
    oldest: null,
    interaction_ids: ["i1"],
    nobody_configured: false,
  };
  const raised = patchLive(view(), event("alarm.raised", alarm));
  const grown = patchLive(raised, event("alarm.raised", { ...alarm, count: 2 }));
  expect(grown.alarms.map((each) => each.count)).toEqual([2]);
  expect(patchLive(grown, event("alarm.cleared", alarm)).alarms).toEqual([]);
});

test("what the same queue lacks is said once for all kinds of contact", () => {
  const one: Alarm = {
    id: "a",
    alarm: "unroutable",
    kind: "phone",
    queue_id: "q1",
    queue_name: "Sales",
    needs: [],
    count: 1,
    oldest: "2026-01-01T00:02:00Z",
    interaction_ids: ["i1"],
    nobody_configured: false,
  };
  const other = { ...one, id: "b", kind: "sms" as const, count: 2, oldest: "2026-01-01T00:01:00Z" };
  const apart = { ...one, id: "c", queue_id: "q2" };
  const merged = mergedAlarms([one, { ...other, interaction_ids: ["i2", "i3"] }, apart]);
  expect(merged.map((each) => [each.queue_id, each.count, each.interaction_ids])).toEqual([
    ["q1", 3, ["i1", "i2", "i3"]],
    ["q2", 1, ["i1"]],
  ]);
});

test("each signed-in agent is counted once", () => {
  const [queue] = queues;
  const load = { units_used: 0, units: 100, by_kind: {} };
  const [first, second, third] = agents as [LiveAgent, LiveAgent, LiveAgent];
  const staff = [
    { ...first, load: { ...load, units_used: 20 } },
    { ...second, load },
    { ...third, load, presence: { ...third.presence, state: "ready" as const, lost_at: "x" } },
  ];
  if (!queue) throw new Error("no queue");
  expect(staffOf(queue, staff)).toEqual({ signedIn: 3, busy: 1, free: 1, away: 1 });
});
