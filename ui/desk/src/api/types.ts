/** The shapes that the hub sends and takes; names are the wire's. */
import type { Canned, Macro } from "./knowledge.ts";
import type { Capacity, Requirement, SlaClock } from "./routing.ts";

export type Kind = "phone" | "sms" | "email" | "webchat" | "webhook" | "manual";
export type Direction = "in" | "out" | "internal";
export type Role = "agent" | "supervisor" | "campaigns" | "admin" | "integration";
export type InteractionState =
  | "new"
  | "waiting"
  | "offered"
  | "connecting"
  | "active"
  | "held"
  | "pending"
  | "snoozed"
  | "wrapping"
  | "voicemail"
  | "closed"
  | "abandoned";
export type PresenceState = "offline" | "ready" | "not_ready";
export type DeliveryState =
  | "queued"
  | "leased"
  | "sending"
  | "accepted"
  | "sent"
  | "delivered"
  | "read"
  | "undelivered"
  | "failed"
  | "unknown"
  | "skipped"
  | "expired"
  | "cancelled";

export interface User {
  id: string;
  login: string;
  name: string;
  roles: Role[];
  agent_id: string | null;
  language: string;
  disabled?: boolean;
}

export interface Session {
  user: User;
  csrf: string;
}

export interface Participant {
  label: string;
  name: string;
  agent_id?: string | null;
  state: string;
  held: boolean;
  muted: boolean;
  /** How a colleague who is asked, or a supervisor, takes part. */
  mode?: string | null;
}

/** A colleague is asked before the call is handed over: who, and who talks to whom now. */
export interface Consult {
  state: "offered" | "ringing" | "consult" | "aside" | "conference";
  agent_id: string | null;
  queue_id: string | null;
  asked_by: string | null;
}

export interface Call {
  state: "queued" | "ringing_agent" | "ringing_customer" | "connected" | "ended";
  held: boolean;
  muted: boolean;
  recording: boolean;
  participants: Participant[];
  started_at: string | null;
  consult?: Consult | null;
}

export interface LastMessage {
  text: string;
  at: string;
  direction: Direction;
}

export interface Interaction {
  id: string;
  version: number;
  channel: string;
  kind: Kind;
  direction: Direction;
  state: InteractionState;
  customer_id: string | null;
  contact_point_id: string | null;
  case_id?: string | null;
  subject: string;
  address: string;
  our_address: string;
  queue_id: string | null;
  queue_name: string | null;
  agent_id: string | null;
  customer_name: string | null;
  linked_id: string | null;
  priority: number;
  language: string;
  disposition: string | null;
  entry_rule: string | null;
  attributes: Record<string, string>;
  created_at: string;
  queued_at: string | null;
  accepted_at: string | null;
  ended_at: string | null;
  closed_at: string | null;
  /** Agents who have handed the contact over and still wrap up. */
  wrapping?: { agent_id: string; until: string }[];
  wrap_until: string | null;
  /** Before this the wrap-up cannot be ended. */
  wrap_min_until?: string | null;
  /** Seconds by which the wrap-up may be made longer, once; 0 or nothing when it may not. */
  wrap_extension_s?: number | null;
  sla?: SlaClock[] | Partial<Record<SlaClock["kind"], SlaClock | null>> | null;
  requirements?: Requirement[];
  snoozed_until: string | null;
  last_customer_at: string | null;
  last_message: LastMessage | null;
  unread: number;
  call: Call | null;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
  /** Shown inside the mail's HTML, not below it. */
  inline?: boolean;
}

export interface Message {
  id: string;
  interaction_id: string;
  seq: number;
  direction: Direction;
  kind: "text" | "email" | "call" | "recording" | "voicemail" | "note" | "system";
  text: string;
  subject: string;
  html_url: string | null;
  attachments: Attachment[];
  author: { type: "customer" | "agent" | "system" | "campaign"; id: string | null; name: string };
  /** The writer's own id: tells that what waits in the outbox has arrived. */
  cid?: string | null;
  to?: string;
  cc?: string;
  delivery: { state: DeliveryState; error_class: string | null; error_code: string | null } | null;
  created_at: string;
}

export interface ContactPoint {
  id: string;
  kind: "phone" | "email" | "chat" | "external";
  value: string;
  state: "claimed" | "verified" | "shared" | "blocked";
  label: string;
  source?: string;
  created_at?: string;
  last_seen_at?: string | null;
}

export interface Birthday {
  calendar: "gregorian" | "lunar";
  month: number;
  day: number;
  year?: number | null;
  leap_month?: boolean;
}

export interface Consent {
  id: string;
  kind: string;
  purpose: string | null;
  status: "granted" | "withdrawn" | "unknown";
  source: string;
  evidence: string;
  at: string;
}

export interface Duplicate {
  customer_id: string;
  name: string;
  evidence: string | string[];
}

export interface Customer {
  id: string;
  version: number;
  name: string;
  kind: "person" | "organisation";
  language: string;
  time_zone: string;
  birthday: Birthday | null;
  owner_agent_id: string | null;
  team?: string;
  organisation_id?: string | null;
  source?: string;
  notes?: string;
  merged_into?: string | null;
  lifecycle: string;
  classes?: Record<string, string>;
  tags: string[];
  attributes: Record<string, string>;
  external_ids: { source: string; id: string }[];
  contact_points: ContactPoint[];
  created_at: string;
  updated_at: string;
  consents?: Consent[];
  duplicates?: Duplicate[];
}

export interface Agent {
  id: string;
  version: number;
  name: string;
  presence: {
    state: PresenceState;
    reason: string;
    since: string;
    pending: PresenceState | null;
    pending_reason: string;
    lost_at?: string | null;
  };
  phone: string;
  skills: Record<string, number>;
  languages: string[];
  team?: string;
  load: { units_used: number; units: number; by_kind: Record<string, number> };
  queue_ids: string[];
  profile_id?: string | null;
  capacity?: Capacity;
}

export interface Queue {
  id: string;
  version: number;
  name: string;
  waiting: number;
  longest_wait_since: string | null;
  members: { agent_id: string; rank: number }[];
  open: boolean;
  disposition_required: boolean;
  wrap_up_s: Record<string, number>;
  /** Accepted for the agent as soon as the desk shows it. */
  auto_accept?: Kind[];
}

export interface Offer {
  id: string;
  interaction_id: string;
  epoch: number;
  agent_id: string;
  state: "pending" | "accepted" | "rejected" | "timed_out" | "rescinded" | "cancelled" | "failed";
  created_at: string;
  deadline: string;
  interaction: Interaction;
  customer: Customer | null;
  cause?: string | null;
  acked_at?: string | null;
  why: OfferWhy | null;
}

/** Why this work went to this agent; what older hubs and other rules do not say is missing. */
export interface OfferWhy {
  queue?: string | null;
  rule?: string | null;
  requirement?: unknown;
  waited_s?: number;
  strategy?: string | null;
  plan_step?: number | null;
  considered_total?: number;
  ignore_capacity?: boolean;
  auto_accepted?: boolean;
}

export interface Disposition {
  code: string;
  label: string;
  /** By language, where the hub has more than one. */
  labels?: Record<string, string>;
  active?: boolean;
  queue_id: string | null;
}

export interface TemplateText {
  locale: string;
  kind: string;
  subject: string;
  text: string;
}

export type Capability =
  "text_out" | "write_first" | "files_out" | "call_out" | "call_control" | "delivery_status" | "typing";

export interface Channel {
  name: string;
  kind: Kind;
  capabilities: Capability[];
  state: string;
  detail: string;
  address: string;
}

export interface DeskSettings {
  /** The address under which the world reaches the hub. */
  public_url: string;
  /** The organisation's, in which reports count days. */
  time_zone: string;
  languages: string[];
  demo: boolean;
  softphone: boolean;
  not_ready_reasons: string[];
  max_upload_bytes: number;
}

export interface Desk {
  seq: number;
  now: string;
  user: User;
  agent: Agent | null;
  offers: Offer[];
  interactions: Interaction[];
  customers: Customer[];
  agents: Agent[];
  queues: Queue[];
  dispositions: Disposition[];
  canned: Canned[];
  macros: Macro[];
  channels: Channel[];
  settings: DeskSettings;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface TimelineEntry {
  interaction: Interaction;
  messages: Message[];
  more: boolean;
}

export interface SearchHit {
  type: "customer" | "case" | "article" | "message";
  id: string;
  customer_id: string | null;
  interaction_id: string | null;
  title: string;
  excerpt: string;
  at: string;
}

export interface HubEvent {
  seq: number;
  event: string;
  at: string;
  data: unknown;
}

export type Frame =
  | { type: "hello"; seq: number }
  | ({ type: "event" } & HubEvent)
  | { type: "reload" }
  | { type: "ping" }
  | { type: "typing"; interaction_id: string; by: string; on: boolean };
