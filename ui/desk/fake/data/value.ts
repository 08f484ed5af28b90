/** What customers bought, what was done for them, how they are classed, whose they are, whom to call. */
import type {
  Absence,
  PoolCustomer,
  Pools,
  Purchase,
  Rule,
  Rules,
  ServiceRecord,
  WeeklyCall,
} from "../../src/api/value.ts";
import { customers } from "./customers.ts";
import { days, soon } from "./times.ts";

export function purchase(id: string, fields: Partial<Purchase>): Purchase {
  return {
    id,
    version: 1,
    customer_id: "c1",
    source: "shop",
    external_id: id,
    at: days(3),
    amount: 8900,
    currency: "USD",
    product: "",
    quantity: 1,
    order_number: "1183",
    channel: "shop",
    refunded: 0,
    returned_at: null,
    ...fields,
  };
}

export const purchases: Purchase[] = [
  purchase("b1", { product: "Trail shoes, size 42" }),
  purchase("b2", { product: "Rain jacket", amount: 21_900, at: days(120), refunded: 2000 }),
  purchase("b3", { customer_id: "c2", product: "Blue lamp", amount: 129_000, quantity: 30 }),
];

export const services: ServiceRecord[] = [
  {
    id: "v1",
    version: 1,
    customer_id: "c1",
    source: "desk",
    external_id: "",
    kind: "Fitting",
    done: "Measured both feet",
    at: days(9),
    by: "李静",
    plan: "try the new model",
    next_at: soon(86_400 * 20),
    case_id: null,
  },
];

const rule = (name: Rule["name"], fields: Rule["rule"]): Rule => ({
  id: name,
  name,
  version: 1,
  rule: fields,
  by: "",
  at: null,
});

export const rules: Rules = {
  items: [
    rule("figures", { currency: "USD", window_days: 365 }),
    rule("value", { gold: 100_000, silver: 20_000 }),
    rule("pools", { claim_days: 30, claims_per_agent: 50 }),
  ],
  counts: { value: { gold: 1, silver: 1, plain: 3 } },
  last_run: {
    id: "z1",
    key: "night",
    state: "done",
    counts: {},
    customers: 5,
    changed: 1,
    started_at: days(0.3),
    ended_at: days(0.29),
  },
};

export const pools: Pools = {
  counts: { public: 2, followed: 1, existing: 2, dormant: 1 },
  owners: { a1: 1 },
  claims_per_agent: 50,
  claim_days: 30,
  dormant_days: 365,
};

export const poolCustomers: PoolCustomer[] = customers.map((customer, place) => ({
  customer,
  spent: 120_000 - place * 25_000,
  last_purchase_at: place < 3 ? days(3 + place * 90) : null,
  claim: null,
}));

export const weekly: WeeklyCall[] = [
  {
    id: "y1",
    version: 1,
    week: "2026-11-23",
    agent_id: "a1",
    customer_id: "c5",
    customer_name: "Northern Lights Trading Company (Scandinavia) ApS",
    phone: "+4533123456",
    place: 1,
    past_value: 480_000,
    task_id: "t3",
    state: "open",
    result: "",
    note: "",
    expires_at: soon(86_400 * 4),
  },
];

export const absences: Absence[] = [
  { id: "x1", version: 1, agent_id: "a5", first_day: "2026-12-21", last_day: "2027-01-04", reason: "leave" },
];
