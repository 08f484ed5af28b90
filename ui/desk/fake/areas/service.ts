/** Cases, tasks, notices, and the first screen of the day. */
import type { Case, Notice, Task, Today } from "../../src/api/service.ts";
import { oneOf, page, type Answer, type Area, type Body, type Host } from "../area.ts";
import * as data from "../data/index.ts";
import { stored } from "../stored.ts";

const lists = stored({
  "case-kinds": data.caseKinds.map((each) => ({ ...each })),
  departments: data.departments.map((each) => ({ ...each })),
});

export const service: Area = (asked, hub) => {
  const { method, parts, body } = asked;
  const [kind = "", id, action] = parts;
  switch (kind) {
    case "today":
      return [200, today()];
    case "cases":
      return method === "GET" ? readCase(id, action) : [200, changeCase(hub, id, action, body)];
    case "tasks":
      return method === "GET" ? readTasks(id) : [200, changeTask(hub, id, action, body)];
    case "notices":
      return method === "GET" ? page(data.notices) : [200, changeNotice(hub, id, action, body)];
    default:
      return lists(asked, hub);
  }
};

function readCase(id: string | undefined, action: string | undefined): Answer {
  if (!id) return page(data.cases);
  if (action === "history") return page(data.caseHistory);
  if (action === "interactions") return page(data.interactions.filter((each) => each.customer_id === "c2"));
  return oneOf(data.cases, id, "case");
}

const STATES: Record<string, Case["state"]> = { resolve: "resolved", close: "closed", reopen: "open" };

function changeCase(hub: Host, id: string | undefined, action: string | undefined, body: Body): Case {
  const known = data.cases.find((each) => each.id === id);
  if (action === "notes") data.caseHistory.unshift(data.entry({ text: body.text as string }));
  const state = STATES[action ?? ""];
  const change = { ...(action ? {} : body), ...(state && { state }), updated_at: new Date().toISOString() };
  if (known) Object.assign(known, change, { version: known.version + 1 });
  const saved = known ?? { ...(data.cases[0] as Case), ...change, id: hub.id("s"), number: "C-2026-000119" };
  if (!known) data.cases.push(saved);
  hub.emit(known ? "case.updated" : "case.created", saved);
  return saved;
}

const readTasks = (id: string | undefined): Answer =>
  id ? oneOf(data.tasks, id, "task") : page(data.tasks.filter((each) => each.state === "open"));

const ENDS: Record<string, Task["state"]> = {
  done: "done",
  finish: "done",
  drop: "canceled",
  cancel: "canceled",
};

function changeTask(hub: Host, id: string | undefined, action: string | undefined, body: Body): Task {
  const known = data.tasks.find((each) => each.id === id);
  const state = ENDS[action ?? ""];
  if (known) Object.assign(known, body, state && { state }, { version: known.version + 1 });
  const saved = known ?? data.task(hub.id("t"), body);
  if (!known) data.tasks.push(saved);
  hub.emit(known ? "task.updated" : "task.created", saved);
  return saved;
}

function changeNotice(hub: Host, id: string | undefined, action: string | undefined, body: Body): Notice {
  const now = new Date().toISOString();
  const known = data.notices.find((each) => each.id === id);
  const read = action === "acknowledge" ? { read_at: now, acknowledged_at: now } : { read_at: now };
  if (known) return Object.assign(known, action ? read : body, { version: known.version + 1 });
  const made = { ...(data.notices[0] as Notice), ...body, id: hub.id("n"), starts_at: now };
  data.notices.push(made);
  return made;
}

function today(): Today {
  const now = new Date().toISOString();
  const open = data.tasks.filter((each) => each.state === "open");
  const [wang] = data.customers;
  return {
    now,
    date: now.slice(0, 10),
    notices: data.notices,
    birthdays: wang ? [{ date: now.slice(0, 10), turns: 42, customer: wang }] : [],
    tasks: open.filter((each) => each.kind !== "weekly_call"),
    weekly: open.filter((each) => each.kind === "weekly_call"),
    interactions_at_risk: data.interactions.filter((each) => each.id === "i2"),
    cases_at_risk: data.cases.filter((each) => each.state === "open"),
    contacts: data.interactions.filter((each) => each.state === "closed"),
    customers: data.customers.slice(0, 3),
    month: {
      since: data.days(20),
      contacts: { phone: 41, sms: 63, email: 28, webchat: 12 },
      cases_resolved: 9,
      tasks_done: 31,
    },
  };
}
