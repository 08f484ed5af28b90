/** What supervisors set for routing: skills, plans, profiles, hours, promises, queues. */
import type {
  NamedHours,
  Plan,
  PlanStep,
  QueueSettings,
  RoutingProfile,
  Skill,
  SlaPolicy,
} from "../../src/api/routing.ts";
import { page, type Area } from "../area.ts";
import * as data from "../data/index.ts";
import { stored, type Stored } from "../stored.ts";

const step = (fields: Partial<PlanStep>): PlanStep => ({
  at_s: 0,
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
export const term = (skill: string, least: number, most = 10) => ({ skill, at_least: least, at_most: most });

const weekdays = { start: "09:00", end: "18:00" };
const lists: Record<string, Stored[]> = {
  skills: [
    { name: "spanish", label: "Spanish", active: true },
    { name: "billing", label: "Billing", active: true },
    { name: "sales", label: "", active: true },
    { name: "hindi", label: "Hindi", active: false },
  ] satisfies Skill[],
  plans: [
    {
      id: "pl1",
      version: 3,
      name: "Spanish, then anybody",
      after: "any_agent_in_queue",
      ends_at_s: 300,
      steps: [
        step({ at_s: 0, needs: [[term("spanish", 8), term("sales", 5)]] }),
        step({ at_s: 30, needs: [[term("spanish", 5)]], priority: 2 }),
        step({ at_s: 90, needs: [[term("spanish", 1)], [term("english", 6)]], ring: 2 }),
        step({
          at_s: 180,
          mode: "add",
          queue_ids: ["q2"],
          announcement: "Thank you for waiting, somebody will be with you soon.",
          skip_if: [{ measure: "available", at_least: null, at_most: 0 }],
        }),
      ],
    },
  ] satisfies Plan[],
  profiles: [
    {
      id: "pr1",
      version: 1,
      name: "Sales with back-up for support",
      entries: [
        { queue_id: "q1", kind: null, rank: 1, delay_s: 0 },
        { queue_id: "q2", kind: "phone", rank: 2, delay_s: 45 },
      ],
    },
  ] satisfies RoutingProfile[],
  hours: [
    {
      id: "h1",
      version: 1,
      name: "Shop hours",
      open: true,
      next_change: data.soon(7200),
      hours: {
        time_zone: "Europe/Madrid",
        week: [
          [weekdays],
          [weekdays],
          [weekdays],
          [
            { start: "09:00", end: "13:00" },
            { start: "15:00", end: "20:00" },
          ],
          [weekdays],
          [{ start: "22:00", end: "02:00" }],
          [],
        ],
        overrides: { "2026-12-25": [], "2026-12-31": [{ start: "09:00", end: "12:00" }] },
      },
    },
  ] satisfies NamedHours[],
  "sla-policies": [
    {
      id: "s1",
      version: 1,
      name: "Gold",
      first_reply_s: 900,
      resolution_s: 28_800,
      warn_at: 0.8,
      warn_priority: 5,
      breach_priority: 20,
      pauses_while_pending: true,
      hours_id: "h1",
    },
  ] satisfies SlaPolicy[],
};

export const settings: Omit<QueueSettings, keyof (typeof data.queues)[number]> = {
  hours: null,
  hours_id: "h1",
  plan_id: "pl1",
  sla_id: "s1",
  strategy: "longest_idle",
  ring: 1,
  weight: 0,
  offer_timeout_s: { phone: 20, webchat: 30, sms: 60, email: 300 },
  wrap_up_rules: {},
  max_wait_s: 1800,
  max_length: null,
  max_estimated_wait_s: null,
  no_agent_s: null,
  join_empty: true,
  overflow: [{ on: "max_wait", to: [{ kind: "voicemail", queue_id: null, text: "" }] }],
  on_close: "drain",
  sticky_wait_s: 60,
  rejoin_s: 60,
  callback: null,
  announcements: { position: true, estimated_wait: false, every_s: 30 },
  service: { goal: 0.8, threshold_s: 20, short_abandon_s: 5 },
  greeting: "",
};

const plain = stored(lists);

export const routing: Area = (asked, hub) => {
  const [kind, id] = asked.parts;
  if (asked.method === "GET" && kind === "queues" && !id)
    return page(data.queues.map((each) => ({ ...settings, ...each })));
  return plain(asked, hub);
};
