/** The routing side of the hub in memory: the live view, explanations, and what administrators set. */
import type { Explanation } from "../src/api/explain.ts";
import type {
  Finding,
  LiveAgent,
  LiveView,
  NamedHours,
  Plan,
  PlanStep,
  QueueSettings,
  RoutingProfile,
  Skill,
  SlaPolicy,
  WaitingInteraction,
} from "../src/api/routing.ts";
import * as data from "./data.ts";

const at = (secondsFromNow: number): string => new Date(Date.now() + secondsFromNow * 1000).toISOString();

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
const term = (skill: string, least: number, most = 10) => ({ skill, at_least: least, at_most: most });

type Stored = { id?: string; name: string } & Record<string, unknown>;

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
      next_change: at(7200),
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

function waiting(): WaitingInteraction[] {
  const [chat] = data.interactions.filter((each) => each.state === "waiting");
  if (!chat) return [];
  const late = data.interaction("w2", {
    ...chat,
    id: "w2",
    kind: "phone",
    channel: "hotline",
    customer_name: "Guadalupe Hernández-Villanueva",
    priority: 5,
    sla: [{ kind: "first_reply", state: "breached", target_s: 900, warn_at: at(-200), due_at: at(-95) }],
  });
  const mail = data.interaction("w3", {
    ...chat,
    id: "w3",
    kind: "email",
    channel: "mailbox",
    state: "offered",
    agent_id: "a2",
    queue_id: "q3",
    queue_name: "售后服务",
    customer_name: "王小明",
    sla: [{ kind: "resolution", state: "running", target_s: 28_800, warn_at: at(9000), due_at: at(15_000) }],
  });
  const soon = [
    { kind: "first_reply", state: "warned", target_s: 900, warn_at: at(-20), due_at: at(160) },
  ] as const;
  const needs = [[term("spanish", 5), term("billing", 1)]];
  return [
    { ...chat, sla: [...soon], work: work(1, { plan_step: 2, plan_steps: 4, next_step_at: at(40), needs }) },
    { ...late, work: { ...work(2, { plan_steps: 4, next_step_at: at(12), needs }), queued_at: at(-310) } },
    { ...mail, work: work(1, {}) },
  ];
}

const work = (position: number, fields: object) => ({
  plan_step: 0,
  plan_steps: 0,
  next_step_at: null,
  position,
  requirements: [],
  queued_at: at(-64),
  ...fields,
});

function live(seq: number): LiveView {
  const levels = [
    { answered: 128, within: 91, abandoned: 7, value: 0.71 },
    { answered: 64, within: 60, abandoned: 1, value: 0.92 },
    { answered: 0, within: 0, abandoned: 0, value: null },
  ];
  const agents: LiveAgent[] = data.agents.map((agent) => ({
    ...agent,
    ...(agent.id === "a3" ? { presence: { ...agent.presence, lost_at: at(-12) } } : {}),
    work: data.interactions.filter((each) => each.agent_id === agent.id && each.state !== "closed"),
  }));
  return {
    seq,
    agents,
    queues: data.queues.map((queue, index) => ({
      ...queue,
      service: settings.service,
      service_level: levels[index] ?? null,
      estimated_wait_s: [205, 0, null][index] ?? null,
    })),
    waiting: waiting(),
    alarms: [
      {
        id: "x1",
        alarm: "unroutable",
        kind: "phone",
        queue_id: "q1",
        queue_name: "Sales",
        needs: [term("spanish", 5), term("billing", 1)],
        count: 2,
        oldest: at(-310),
        interaction_ids: ["i10", "w2"],
        nobody_configured: false,
      },
    ],
  };
}

function explanation(): Explanation {
  const block = (blocker: string, fields: object = {}) => ({
    blocker,
    detail: "",
    have: null,
    need: null,
    ...fields,
  });
  return {
    state: "waiting",
    queue_name: "Sales",
    rule: "Spanish chats",
    requirements: [{ skill: "spanish", level: 5 }],
    waited_s: 544,
    position: 1,
    plan_step: 2,
    plan_steps: 4,
    next_step_at: at(40),
    candidates: [
      {
        agent_id: "a1",
        name: "李静",
        block: block("missing_skill", { detail: "spanish", have: 3, need: 5 }),
      },
      {
        agent_id: "a2",
        name: "Ravi Subramaniam",
        block: block("missing_skill", { detail: "spanish", have: 0, need: 5 }),
      },
      { agent_id: "a3", name: "María Fernández de la Torre", block: block("cooldown", { until: at(20) }) },
      { agent_id: "a4", name: "陈志远", block: block("channel_full", { have: 2, need: 2 }) },
      { agent_id: "a5", name: "Annelise Kjærgaard", block: null },
    ],
    history: [
      {
        work_item_id: "k1",
        states: [
          { state: "waiting", cause: "entered", at: at(-620), queue_name: "Sales" },
          {
            state: "waiting",
            cause: "timed_out",
            at: at(-60),
            seconds: 40,

            queue_name: "Sales",
            plan_step: 1,
          },
          {
            state: "active",
            cause: "accepted",
            at: at(-12),
            agent_id: "a3",
            agent_name: "María Fernández de la Torre",
          },
        ],
        offers: [
          {
            id: "o1",
            agent_id: "a1",
            agent_name: "李静",
            state: "timed_out",
            cause: "timed_out",
            created_at: at(-80),
            ended_at: at(-60),
            why: {
              rule: "longest_idle",
              strategy: "longest_idle",
              waited_s: 540,
              position: 1,
              considered_total: 3,
              considered: [
                {
                  agent_id: "a2",
                  blocker: "missing_skill",
                  block: block("missing_skill", { detail: "spanish", have: 3, need: 5 }),
                },
                {
                  agent_id: "a4",
                  blocker: "channel_full",
                  block: block("channel_full", { have: 2, need: 2 }),
                },
                { agent_id: "a1", blocker: null },
              ],
            },
          },
          {
            id: "o2",
            agent_id: "a3",
            agent_name: "María Fernández de la Torre",
            state: "accepted",
            cause: null,
            created_at: at(-20),
            ended_at: at(-12),
            why: {
              rule: "next_in_line",
              strategy: "longest_idle",
              waited_s: 600,
              plan_step: 1,
              considered_total: 1,
            },
          },
        ],
      },
    ],
  };
}

const FINDINGS: Finding[] = [
  {
    code: "nobody_satisfies",
    kind: "plan",
    id: "pl1",
    name: "Spanish, then anybody",
    field: "steps.0.needs.0",
    message: "asks for a combination that no agent has",
    remedy: "ask for less, or add another alternative",
  },
  {
    code: "limit_without_effect",
    kind: "queue",
    id: "q1",
    name: "Sales",
    field: "max_length",
    message: "is a limit without an overflow: work waits on when it is passed (full)",
    remedy: "give the queue an overflow for full",
  },
];

/** Answer what is about routing; null for everything else. */
export function routingAnswer(
  method: string,
  [kind = "", id, action]: string[],
  body: Record<string, unknown>,
  seq: number,
): [number, unknown] | null {
  if (method === "GET" && kind === "live") return [200, live(seq)];
  if (method === "GET" && kind === "interactions" && action === "explain") return [200, explanation()];
  if (method === "GET" && kind === "agents" && action === "explain") return [200, agentExplained()];
  if (method === "GET" && kind === "agents" && !id) return [200, { items: data.agents, next: null }];
  if (kind === "routing") return [200, { items: FINDINGS, next: null }];
  if (method === "GET" && kind === "queues" && !id)
    return [200, { items: data.queues.map((each) => ({ ...settings, ...each })), next: null }];
  const list = lists[kind];
  if (!list) return null;
  if (method === "GET" && !id) return [200, { items: list, next: null }];
  if (method === "GET") return [200, list.find((each) => each.id === id)];
  return [200, save(list, id, body)];
}

function save(list: Stored[], id: string | undefined, body: Record<string, unknown>): unknown {
  const known = list.find((each) => each.id === id || each.name === body.name);
  if (known) return Object.assign(known, body);
  const made = { id: `n${list.length}`, version: 1, name: "", ...body };
  list.push(made);
  return made;
}

const agentExplained = (): Explanation => ({
  units_used: 65,
  units: 100,
  kinds: { phone: { blocker: "channel_full", detail: "", have: 1, need: 1 }, email: null },
  items: [
    {
      interaction_id: "i10",
      queue_name: "Sales",
      block: { blocker: "missing_skill", detail: "spanish", have: 3, need: 5 },
    },
  ],
});
