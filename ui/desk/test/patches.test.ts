/** Events on the desk's snapshot: newer wins, older changes nothing, twice is harmless. */
import { expect, test } from "vitest";
import { agents, customers, interaction, me, message, queues } from "../fake/data/index.ts";
import type { Agent, Desk, HubEvent, Interaction, Offer } from "../src/api/types.ts";
import { mergeCustomer, patchDesk, withMessage } from "../src/live/patches.ts";

const mine = interaction("i1", { agent_id: "a1", version: 3 });

const desk = (fields: Partial<Desk> = {}): Desk => ({
  seq: 1,
  now: "2026-01-01T00:00:00.000Z",
  user: me,
  agent: agents[0] as Agent,
  offers: [],
  interactions: [mine],
  customers: [],
  agents,
  queues,
  dispositions: [],
  canned: [],
  macros: [],
  channels: [],
  settings: {
    languages: [],
    public_url: "",
    time_zone: "UTC",
    demo: false,
    softphone: false,
    not_ready_reasons: [],
    max_upload_bytes: 0,
  },
  ...fields,
});

const event = (name: string, data: unknown): HubEvent => ({ seq: 2, event: name, at: "", data });
const offer = (fields: Partial<Offer> = {}): Offer => ({
  id: "o1",
  interaction_id: "i9",
  epoch: 1,
  agent_id: "a1",
  state: "pending",
  created_at: "",
  deadline: "",
  interaction: interaction("i9", { state: "offered" }),
  customer: null,
  why: null,
  ...fields,
});

test("a newer interaction replaces the known one", () => {
  const newer: Interaction = { ...mine, version: 4, state: "held" };
  expect(patchDesk(desk(), event("interaction.updated", newer)).interactions).toEqual([newer]);
});

test("an older interaction changes nothing", () => {
  const before = desk();
  expect(patchDesk(before, event("interaction.updated", { ...mine, version: 2, state: "closed" }))).toBe(
    before,
  );
});

test("the same event twice gives the same desk", () => {
  const news = event("interaction.updated", { ...mine, version: 4 });
  const once = patchDesk(desk(), news);
  expect(patchDesk(once, news)).toEqual(once);
});

test.each([{ state: "closed" as const }, { agent_id: "a2" }, { agent_id: null, state: "waiting" as const }])(
  "what is no longer mine leaves my list: %o",
  (change) => {
    const after = patchDesk(desk(), event("interaction.updated", { ...mine, version: 4, ...change }));
    expect(after.interactions).toEqual([]);
  },
);

test("what becomes mine joins my list", () => {
  const handed = interaction("i2", { agent_id: "a1" });
  const after = patchDesk(desk(), event("interaction.updated", handed));
  expect(after.interactions.map((each) => each.id)).toEqual(["i1", "i2"]);
});

test("work that is only offered is not mine yet", () => {
  const after = patchDesk(
    desk(),
    event("interaction.updated", interaction("i2", { agent_id: "a1", state: "offered" })),
  );
  expect(after.interactions.map((each) => each.id)).toEqual(["i1"]);
});

test("an offer to me shows until it ends", () => {
  const shown = patchDesk(desk(), event("offer.created", offer()));
  expect(shown.offers.map((each) => each.id)).toEqual(["o1"]);
  expect(patchDesk(shown, event("offer.updated", offer({ state: "timed_out" }))).offers).toEqual([]);
});

test("an offer to somebody else is not shown", () => {
  expect(patchDesk(desk(), event("offer.created", offer({ agent_id: "a2" }))).offers).toEqual([]);
});

test("my own presence follows the agent's event", () => {
  const first = agents[0] as Agent;
  const ready = { ...first, version: 9, presence: { ...first.presence, state: "not_ready" as const } };
  const after = patchDesk(desk(), event("agent.updated", ready));
  expect(after.agent?.presence.state).toBe("not_ready");
  expect(after.agents.find((each) => each.id === "a1")).toBe(ready);
});

test("an unknown event changes nothing", () => {
  const before = desk();
  expect(patchDesk(before, event("survey.updated", {}))).toBe(before);
});

test("a customer's event keeps consents and duplicates, which it does not carry", () => {
  const known = customers[0];
  if (!known) throw new Error("no customer");
  const fresh = { ...known, version: 2, name: "王大明" };
  delete fresh.consents;
  delete fresh.duplicates;
  const merged = mergeCustomer(known, fresh);
  expect(merged.name).toBe("王大明");
  expect(merged.consents).toEqual(known.consents);
  expect(mergeCustomer({ ...known, version: 5 }, fresh).name).toBe("王小明");
});

test("messages stay in order, and a delivery never goes back", () => {
  const first = message("i1", { seq: 1, delivery: { state: "queued", error_class: null, error_code: null } });
  const second = message("i1", { seq: 2 });
  const delivered = {
    ...first,
    delivery: { state: "delivered" as const, error_class: null, error_code: null },
  };
  const list = [second, delivered, first].reduce(withMessage, []);
  expect(list.map((each) => each.seq)).toEqual([1, 2]);
  expect(list[0]?.delivery?.state).toBe("delivered");
});

test("who handed a contact over still wraps it up, and then it leaves", () => {
  const until = "2026-01-01T00:00:30.000Z";
  const handed: Interaction = {
    ...mine,
    version: 4,
    agent_id: "a2",
    state: "active",
    wrapping: [{ agent_id: "a1", until }],
  };
  const after = patchDesk(desk(), event("interaction.updated", handed));
  expect(after.interactions).toMatchObject([{ id: "i1", state: "wrapping", wrap_until: until }]);
  const done = { ...handed, version: 5, wrapping: [] };
  expect(patchDesk(after, event("interaction.updated", done)).interactions).toEqual([]);
});
