/** The shapes of cases, tasks, notices and the first screen of the day. */
import type { SlaClock } from "./routing.ts";
import type { Customer, Interaction } from "./types.ts";

export type CaseState = "new" | "open" | "waiting_customer" | "waiting_third_party" | "resolved" | "closed";
export type VisitStep = "planned" | "dispatched" | "recorded" | "confirmed";

export interface AfterSales {
  step: VisitStep;
  plan: string;
  address: string;
  starts_at: string | null;
  ends_at: string | null;
  technician_agent_id: string | null;
  technician: string;
  record: string;
  parts: string;
  satisfied: boolean | null;
  confirmed_by: string;
  confirmed_how: string;
  planned_at: string;
  dispatched_at: string | null;
  recorded_at: string | null;
  confirmed_at: string | null;
}

export interface Case {
  id: string;
  version: number;
  number: string;
  customer_id: string | null;
  customer_name: string;
  kind: string;
  subject: string;
  description: string;
  state: CaseState;
  priority: number;
  owner_agent_id: string | null;
  team: string;
  department_ids: string[];
  tags: string[];
  fields: Record<string, string>;
  sla: Partial<Record<SlaClock["kind"], SlaClock>> | null;
  round: number;
  result: string;
  resolution: string;
  review: string;
  report: string;
  after_sales: AfterSales | null;
  created_at: string;
  updated_at: string;
  resolved_at: string | null;
  reported_at: string | null;
  closed_at: string | null;
}

export interface CaseField {
  key: string;
  name_en: string;
  name_zh: string;
  type: "text" | "number" | "date" | "boolean" | "choice" | "choices";
  choices: string[];
  required: boolean;
}

export interface CaseKind {
  id: string;
  version: number;
  name_en: string;
  name_zh: string;
  fields: CaseField[];
  priority: number;
  first_reply_s: number | null;
  resolution_s: number | null;
  joint_review_s: number | null;
  result_report_s: number | null;
  warn_at: number;
  hours_id: string | null;
  apologise: boolean;
  waiting_states: CaseState[];
  after_sales: boolean;
  reopen_days: number;
  active: boolean;
}

export interface Department {
  id: string;
  version: number;
  name: string;
  name_zh: string;
  lead_agent_id: string | null;
  team: string;
}

export type EntryKind =
  | "opened"
  | "changed"
  | "note"
  | "tied"
  | "untied"
  | "replied"
  | "contacted"
  | "warned"
  | "breached"
  | "reviewed"
  | "resolved"
  | "reported"
  | "closed"
  | "reopened"
  | "after_sales";

export interface CaseEntry {
  id: string;
  kind: EntryKind;
  by: string;
  by_name: string;
  field: string;
  before: string;
  after: string;
  text: string;
  ref_id: string | null;
  at: string;
}

export type TaskKind =
  | "to_do"
  | "call_back"
  | "weekly_call"
  | "follow_up"
  | "survey_follow_up"
  | "apology"
  | "joint_review"
  | "report_result"
  | "after_sales";

export interface Repeat {
  every: number;
  unit: "day" | "week" | "month" | "year";
  zone: string;
  until: string | null;
}

export interface Task {
  id: string;
  version: number;
  kind: TaskKind;
  title: string;
  text: string;
  state: "open" | "done" | "canceled";
  owner_agent_id: string | null;
  team: string;
  customer_id: string | null;
  customer_name?: string;
  case_id: string | null;
  case_number?: string | null;
  interaction_id: string | null;
  due_at: string | null;
  remind_at: string | null;
  repeat: Repeat | null;
  result: string;
  outcome: string;
  created_at: string;
  ended_at: string | null;
  /** Only in events: its owner is to be told now. */
  reminds?: boolean;
}

export interface Notice {
  id: string;
  version: number;
  title: string;
  text: string;
  teams: string[];
  agent_ids: string[];
  must_acknowledge: boolean;
  starts_at: string;
  ends_at: string | null;
  withdrawn_at: string | null;
  created_by: string;
  read_at?: string | null;
  acknowledged_at?: string | null;
}

export interface Reader {
  user_id: string;
  name: string;
  read_at: string;
  acknowledged_at: string | null;
}

export interface Today {
  now: string;
  date: string;
  notices: Notice[];
  birthdays: { date: string; turns: number | null; customer: Customer }[];
  tasks: Task[];
  weekly: Task[];
  interactions_at_risk: Interaction[];
  cases_at_risk: Case[];
  contacts: Interaction[];
  customers: Customer[];
  month: {
    since: string;
    contacts: Partial<Record<Interaction["kind"], number>>;
    cases_resolved: number;
    tasks_done: number;
  } | null;
}
