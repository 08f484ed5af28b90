/** The supervisor's live view, and what the check of the set-up doubts. */
import type { Finding, LiveAgent, LiveView, WaitingInteraction } from "../../src/api/routing.ts";
import { page, type Area } from "../area.ts";
import * as data from "../data/index.ts";
import { soon as at } from "../data/index.ts";
import { settings, term } from "./routing.ts";

export const live: Area = ({ method, parts: [kind] }, hub) => {
  if (method === "GET" && kind === "live") return [200, view(hub.seq)];
  return kind === "routing" ? page(FINDINGS) : null;
};

function view(seq: number): LiveView {
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
