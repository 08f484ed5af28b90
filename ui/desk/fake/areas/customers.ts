/** Customers: find, read, timeline, add and change. */
import type { Customer } from "../../src/api/types.ts";
import { oneOf, page, type Area, type Body, type Host } from "../area.ts";
import * as data from "../data/index.ts";

export const customers: Area = ({ method, parts: [kind = "", id, action], query, body }, hub) => {
  if (method === "GET" && kind === "search") return page([FOUND]);
  if (kind !== "customers") return null;
  if (method !== "GET") return [200, save(hub, id, body)];
  if (action === "timeline") return page(timeline(id));
  if (id) return oneOf(data.customers, id, "customer");
  const wanted = query.get("q") ?? "";
  return page(data.customers.filter((each) => JSON.stringify(each).includes(wanted)));
};

const FOUND = {
  type: "customer",
  id: "c1",
  customer_id: "c1",
  interaction_id: null,
  title: "王小明",
  excerpt: "+86 138 0013 8000",
  at: data.ago(0),
};

const timeline = (id: string | undefined) =>
  data.interactions
    .filter((each) => each.customer_id === id)
    .toSorted((left, right) => right.created_at.localeCompare(left.created_at))
    .map((each) => ({ interaction: each, messages: data.messagesOf(each.id).slice(-3), more: true }));

function save(hub: Host, id: string | undefined, body: Body): Customer {
  const known = data.customers.find((each) => each.id === id);
  const saved = known
    ? Object.assign(known, body, { version: known.version + 1 })
    : data.customer(hub.id("c"), "", body);
  if (!known) data.customers.push(saved);
  hub.emit("customer.updated", saved);
  return saved;
}
