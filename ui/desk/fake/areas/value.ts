/** Purchases, services, classes, pools and weekly lists. */
import type { Customer } from "../../src/api/types.ts";
import type { Working } from "../../src/api/value.ts";
import { page, type Answer, type Area, type Body, type Host } from "../area.ts";
import * as data from "../data/index.ts";
import { stored } from "../stored.ts";

const lists = stored({ absences: data.absences.map((each) => ({ ...each })) });

export const value: Area = (asked, hub) => {
  const { method, parts, query, body } = asked;
  const [kind = "", id, action] = parts;
  const of = (items: { customer_id: string }[]): Answer =>
    page(items.filter((each) => each.customer_id === query.get("customer_id")));
  switch (`${method} ${kind}`) {
    case "GET classifications":
      return [200, data.rules];
    case "GET purchases":
      return of(data.purchases);
    case "POST purchases":
      return [201, added(data.purchases, data.purchase(hub.id("b"), body))];
    case "GET services":
      return of(data.services);
    case "GET pools":
      return [200, id ? { items: data.poolCustomers, next: null, currency: "USD" } : data.pools];
    case "GET weekly-calls":
      return [200, { items: data.weekly, next: null, currency: "USD" }];
    case "GET customers":
      return action === "classes" ? [200, working(id ?? "")] : null;
    case "POST customers":
      return action && OWNERS.has(action) ? owned(hub, id, action, body) : null;
    default:
      return lists(asked, hub);
  }
};

function added<T>(items: T[], item: T): T {
  items.push(item);
  return item;
}

const OWNERS = new Set(["claim", "release", "assign"]);

function owned(hub: Host, id: string | undefined, action: string, body: Body): Answer {
  const found = data.customers.find((each) => each.id === id);
  if (!found) return [404, { title: "no such customer" }];
  const owner = action === "claim" ? "a1" : ((body.agent_id as string | undefined) ?? null);
  const saved: Customer = Object.assign(found, { owner_agent_id: owner, version: found.version + 1 });
  hub.emit("customer.updated", saved);
  return [200, saved];
}

const working = (customerId: string): Working => ({
  customer_id: customerId,
  currency: "USD",
  figures: {
    first_at: data.days(700),
    last_at: data.days(3),
    purchases: 7,
    spent: 118_000,
    window_purchases: 2,
    window_spent: 28_800,
    window_from: data.days(365),
  },
  items: [{ scheme: "value", class: "gold", facts: { spent: 118_000 } }],
});
