/** A queue's settings as the form holds them: what a new one starts with, and what has changed. */
import type { QueueSettings } from "../../api/routing.ts";

export type Fields = Pick<
  QueueSettings,
  | "name"
  | "members"
  | "hours_id"
  | "plan_id"
  | "sla_id"
  | "strategy"
  | "ring"
  | "weight"
  | "offer_timeout_s"
  | "auto_accept"
  | "wrap_up_s"
  | "wrap_up_rules"
  | "disposition_required"
  | "max_wait_s"
  | "max_length"
  | "max_estimated_wait_s"
  | "no_agent_s"
  | "join_empty"
  | "overflow"
  | "on_close"
  | "sticky_wait_s"
  | "rejoin_s"
  | "callback"
  | "announcements"
  | "service"
  | "greeting"
>;

/** What the hub gives a queue of which nothing else is said. */
const USUAL: Fields = {
  name: "",
  members: [],
  hours_id: null,
  plan_id: null,
  sla_id: null,
  strategy: "longest_idle",
  ring: 1,
  weight: 0,
  offer_timeout_s: { phone: 20, webchat: 30, sms: 60, email: 300, webhook: 60, manual: 300 },
  auto_accept: [],
  wrap_up_s: { phone: 30, webchat: 30, sms: 0, email: 0, webhook: 0, manual: 0 },
  wrap_up_rules: {},
  disposition_required: false,
  max_wait_s: 1800,
  max_length: null,
  max_estimated_wait_s: null,
  no_agent_s: null,
  join_empty: true,
  overflow: [],
  on_close: "drain",
  sticky_wait_s: 60,
  rejoin_s: 60,
  callback: null,
  announcements: { position: true, estimated_wait: false, every_s: 30 },
  service: { goal: 0.8, threshold_s: 20, short_abandon_s: 5 },
  greeting: "",
};

export function fieldsOf(queue: QueueSettings | null): Fields {
  if (!queue) return USUAL;
  const names = Object.keys(USUAL) as (keyof Fields)[];
  return Object.fromEntries(names.map((name) => [name, queue[name]])) as Fields;
}

/** Only what differs is sent, so that two who change different things do not undo each other. */
export function changed(fields: Fields, before: Fields): Partial<Fields> {
  const names = Object.keys(fields) as (keyof Fields)[];
  const differing = names.filter((name) => JSON.stringify(fields[name]) !== JSON.stringify(before[name]));
  return Object.fromEntries(differing.map((name) => [name, fields[name]]));
}

/** What a part of the form gets: the fields, a way to change some of them. */
export interface PartProps {
  fields: Fields;
  set: (change: Partial<Fields>) => void;
}
