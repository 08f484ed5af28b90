/** Customers with their contact points, consents and duplicates. */
import type { Customer } from "../../src/api/types.ts";
import { days } from "./times.ts";

export function customer(id: string, name: string, extra: Partial<Customer> = {}): Customer {
  return {
    id,
    version: 1,
    name,
    kind: "person",
    language: "en",
    time_zone: "Europe/London",
    birthday: null,
    owner_agent_id: null,
    lifecycle: "customer",
    tags: [],
    attributes: {},
    external_ids: [],
    contact_points: [],
    created_at: days(300),
    updated_at: days(1),
    consents: [],
    duplicates: [],
    ...extra,
  };
}

const point = (
  id: string,
  kind: "phone" | "email" | "chat",
  value: string,
  state: "claimed" | "verified" | "shared" | "blocked",
  label = "",
) => ({ id, kind, value, state, label });

export const customers: Customer[] = [
  customer("c1", "王小明", {
    language: "zh-CN",
    time_zone: "Asia/Shanghai",
    tags: ["gold", "deaf in one ear"],
    owner_agent_id: "a1",
    birthday: { calendar: "lunar", month: 10, day: 18, year: 1984 },
    attributes: { "Customer no.": "4711-0032" },
    contact_points: [
      point("p1", "phone", "+8613800138000", "verified", "手机"),
      point("p2", "email", "wang.xiaoming@example.com.cn", "claimed"),
      point("p3", "phone", "+862158880000", "shared", "公司总机"),
    ],
    consents: [
      {
        id: "k1",
        kind: "sms",
        purpose: null,
        status: "granted",
        source: "sms",
        evidence: "START",
        at: days(60),
      },
      {
        id: "k2",
        kind: "email",
        purpose: "marketing",
        status: "withdrawn",
        source: "agent",
        evidence: "asked on the phone",
        at: days(20),
      },
    ],
    duplicates: [
      { customer_id: "c4", name: "王晓明", evidence: "same e-mail address, name differs in one character" },
    ],
  }),
  customer("c2", "Roberta Cole-Whittington", {
    tags: ["wholesale"],
    contact_points: [
      point("p4", "email", "roberta.cole-whittington@northern-lights-trading.example", "verified"),
      point("p5", "phone", "+441632960961", "claimed"),
    ],
    birthday: { calendar: "gregorian", month: 6, day: 3 },
  }),
  customer("c3", "Anna Ruiz", {
    language: "es",
    contact_points: [
      point("p6", "chat", "visitor-83", "claimed"),
      point("p7", "phone", "+34612345678", "blocked"),
    ],
  }),
  customer("c4", "王晓明", {
    language: "zh-CN",
    contact_points: [point("p8", "email", "wang.xiaoming@example.com.cn", "claimed")],
  }),
  customer("c5", "Northern Lights Trading Company (Scandinavia) ApS", {
    kind: "organisation",
    tags: ["wholesale", "invoice"],
  }),
];
