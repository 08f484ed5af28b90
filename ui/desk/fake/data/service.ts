/** Cases with their history, tasks and notices. */
import type { Case, CaseEntry, CaseKind, Department, Notice, Task } from "../../src/api/service.ts";
import { days, HOUR, minutes, soon } from "./times.ts";

export const caseKinds: CaseKind[] = [
  {
    id: "complaint",
    version: 1,
    name_en: "Complaint",
    name_zh: "投诉",
    fields: [
      {
        key: "order",
        name_en: "Order no.",
        name_zh: "订单号",
        type: "text",
        choices: [],
        required: true,
      },
      {
        key: "damage",
        name_en: "Damage",
        name_zh: "损坏",
        type: "choice",
        choices: ["none", "box", "contents"],
        required: false,
      },
    ],
    priority: 5,
    first_reply_s: 3600,
    resolution_s: 172_800,
    joint_review_s: 86_400,
    result_report_s: null,
    warn_at: 0.8,
    hours_id: "h1",
    apologise: true,
    waiting_states: ["waiting_customer"],
    after_sales: true,
    reopen_days: 14,
    active: true,
  },
];

export const departments: Department[] = [
  { id: "d1", version: 1, name: "Warehouse", name_zh: "仓库", lead_agent_id: "a4", team: "logistics" },
];

export const cases: Case[] = [
  {
    id: "s1",
    version: 3,
    number: "C-2026-000118",
    customer_id: "c2",
    customer_name: "Roberta Cole-Whittington",
    kind: "complaint",
    subject: "Order 1183: one of three parcels is missing",
    description: "The blue lamps did not come; the shop opens on Friday.",
    state: "open",
    priority: 5,
    owner_agent_id: "a1",
    team: "",
    department_ids: ["d1"],
    tags: ["wholesale"],
    fields: { order: "1183", damage: "none" },
    sla: {
      resolution: {
        kind: "resolution",
        state: "warned",
        target_s: 172_800,
        warn_at: minutes(20),
        due_at: soon(5400),
      },
    },
    round: 1,
    result: "",
    resolution: "",
    review: "",
    report: "",
    after_sales: null,
    created_at: days(1),
    updated_at: minutes(21),
    resolved_at: null,
    reported_at: null,
    closed_at: null,
  },
];

export function entry(fields: Partial<CaseEntry>): CaseEntry {
  return {
    id: `e${Math.random()}`,
    kind: "note",
    by: "user:u1",
    by_name: "李静",
    field: "",
    before: "",
    after: "",
    text: "",
    ref_id: null,
    at: new Date().toISOString(),
    ...fields,
  };
}

export const caseHistory: CaseEntry[] = [
  entry({ kind: "note", text: "The carrier looks for it until noon.", at: minutes(18) }),
  entry({ kind: "changed", field: "priority", before: "0", after: "5", at: minutes(25) }),
  entry({ kind: "opened", at: days(1) }),
];

export function task(id: string, fields: Partial<Task>): Task {
  return {
    id,
    version: 1,
    kind: "to_do",
    title: "",
    text: "",
    state: "open",
    owner_agent_id: "a1",
    team: "",
    customer_id: null,
    case_id: null,
    interaction_id: null,
    due_at: null,
    remind_at: null,
    repeat: null,
    result: "",
    outcome: "",
    created_at: days(2),
    ended_at: null,
    ...fields,
  };
}

export const tasks: Task[] = [
  task("t1", {
    title: "Tell Roberta where the lamps are",
    customer_id: "c2",
    customer_name: "Roberta Cole-Whittington",
    case_id: "s1",
    case_number: "C-2026-000118",
    due_at: soon(3600),
  }),
  task("t2", { kind: "call_back", title: "给王小明回电话", customer_id: "c1", due_at: minutes(30) }),
  task("t3", { kind: "weekly_call", title: "Northern Lights", customer_id: "c5" }),
];

export const notices: Notice[] = [
  {
    id: "n1",
    version: 1,
    title: "The carrier is late in the north",
    text: "Say two days more until Thursday.",
    teams: [],
    agent_ids: [],
    must_acknowledge: true,
    starts_at: new Date(Date.now() - 3 * HOUR).toISOString(),
    ends_at: null,
    withdrawn_at: null,
    created_by: "user:u1",
    read_at: null,
    acknowledged_at: null,
  },
];
