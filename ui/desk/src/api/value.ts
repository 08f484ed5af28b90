/** Shapes of purchases, service records, classification, pools and weekly lists. */
import type { Customer } from "./types.ts";

export interface Purchase {
  id: string;
  version: number;
  customer_id: string;
  source: string;
  external_id: string;
  at: string;
  amount: number;
  currency: string;
  product: string;
  quantity: number;
  order_number: string;
  channel: string;
  refunded: number;
  returned_at: string | null;
}

export interface ServiceRecord {
  id: string;
  version: number;
  customer_id: string;
  source: string;
  external_id: string;
  kind: string;
  done: string;
  at: string;
  by: string;
  plan: string;
  next_at: string | null;
  case_id: string | null;
}

export const SCHEMES = ["value", "service", "rfm", "matrix", "lifetime", "loyalty", "credit"] as const;
export type Scheme = (typeof SCHEMES)[number];
export type RuleName = Scheme | "figures" | "pools";

export interface Tier {
  name: string;
  years: number;
  after: boolean;
}

export interface Ratio {
  attribute: string;
  weight: number;
  standard: number;
}

export type RuleValue =
  | boolean
  | number
  | string
  | null
  | number[]
  | string[][]
  | Tier[]
  | Ratio[]
  | Record<string, number | string>;
export type RuleFields = Record<string, RuleValue>;

export interface Rule {
  id: string;
  name: RuleName;
  version: number;
  rule: RuleFields;
  by: string;
  at: string | null;
}

export interface ClassRun {
  id: string;
  key: string;
  state: "asked" | "running" | "done";
  counts: Record<string, Record<string, number>>;
  customers: number;
  changed: number;
  started_at: string;
  ended_at: string | null;
}

export interface Rules {
  items: Rule[];
  counts: Record<string, Record<string, number>>;
  last_run: ClassRun | null;
}

export type Fact = number | string | null;

export interface Finding {
  scheme: Scheme;
  class: string;
  facts: Record<string, Fact>;
}

export interface Working {
  customer_id: string;
  currency: string;
  figures: {
    first_at: string | null;
    last_at: string | null;
    purchases: number;
    spent: number;
    window_purchases: number;
    window_spent: number;
    window_from: string;
  };
  items: Finding[];
}

export const POOLS = ["public", "followed", "existing", "dormant"] as const;
export type Pool = (typeof POOLS)[number];

export interface Pools {
  counts: Record<string, number>;
  owners: Record<string, number>;
  claims_per_agent: number;
  claim_days: number;
  dormant_days: number;
}

export interface PoolCustomer {
  customer: Customer;
  spent: number;
  last_purchase_at: string | null;
  claim: { agent_id: string; at: string; expires_at: string } | null;
}

export const CALL_RESULTS = ["reached", "not_reached", "refused", "bought"] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

export interface WeeklyCall {
  id: string;
  version: number;
  week: string;
  agent_id: string;
  customer_id: string;
  customer_name: string;
  phone: string;
  place: number;
  past_value: number;
  task_id: string | null;
  state: "open" | "done" | "returned" | "canceled";
  result: string;
  note: string;
  expires_at: string;
}

export interface Absence {
  id: string;
  version: number;
  agent_id: string;
  first_day: string;
  last_day: string;
  reason: string;
}
