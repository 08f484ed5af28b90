/** The shapes of routing: what administrators set, and what a supervisor's live view shows; names are the wire's. */
import type { Agent, Interaction, Kind, Queue } from "./types.ts";

export type Strategy =
  | "longest_idle"
  | "least_occupied"
  | "most_skilled"
  | "fewest_skills_first"
  | "best_match"
  | "round_robin"
  | "linear"
  | "random"
  | "fewest_handled"
  | "ring_all";

export interface Requirement {
  skill: string;
  level: number;
}

/** One skill between two levels; both 0 ask for its absence. */
export interface Term {
  skill: string;
  at_least: number;
  at_most: number;
}

/** Alternatives, each of them skills that are all needed. */
export type Needs = Term[][];

export type Measure = "available" | "logged_in" | "longest_idle_s" | "queue_length" | "estimated_wait_s";

export interface SkipIf {
  measure: Measure;
  at_least: number | null;
  at_most: number | null;
}

export interface PlanStep {
  at_s: number;
  mode: "add" | "replace";
  needs: Needs | null;
  ring: number | null;
  agent_ids: string[];
  queue_ids: string[];
  move_to: string | null;
  priority: number;
  strategy: Strategy | null;
  skip_if: SkipIf[];
  announcement: string;
}

/** Something set that will not do what was meant: where, why, and what to do about it. */
export interface Finding {
  code: string;
  kind: "agent" | "profile" | "queue" | "plan" | "entry_rule" | "skill" | "hours" | "sla_policy";
  id: string;
  name: string;
  field: string;
  message: string;
  remedy: string;
}

interface Recorded {
  id: string;
  version: number;
  name: string;
  warnings?: Finding[];
}

export interface Plan extends Recorded {
  steps: PlanStep[];
  after: "hold_last" | "any_agent_in_queue" | "overflow";
  ends_at_s: number | null;
}

export interface Skill {
  name: string;
  label: string;
  active: boolean;
  /** How many have it. */
  agents?: number;
}

export interface ProfileEntry {
  queue_id: string;
  kind: Kind | null;
  rank: number;
  delay_s: number;
}

export interface RoutingProfile extends Recorded {
  entries: ProfileEntry[];
}

export interface Interval {
  start: string;
  end: string;
}

export interface OpeningHours {
  time_zone: string;
  week: Interval[][];
  overrides: Record<string, Interval[]>;
}

export interface NamedHours extends Recorded {
  hours: OpeningHours;
  open?: boolean;
  next_change?: string | null;
}

export interface SlaPolicy extends Recorded {
  first_reply_s: number | null;
  resolution_s: number | null;
  warn_at: number;
  warn_priority: number;
  breach_priority: number;
  pauses_while_pending: boolean;
  hours_id: string | null;
}

export type SlaState = "running" | "paused" | "warned" | "breached" | "met" | "met_late" | "canceled";

export interface SlaClock {
  kind: "first_reply" | "resolution" | "joint_review" | "result_report";
  state: SlaState;
  target_s: number;
  started_at?: string;
  warn_at: string | null;
  due_at: string | null;
  ended_at?: string | null;
  /** What is left of a clock that stands still. */
  left_s?: number | null;
}

export interface Capacity {
  units: number;
  kinds: Partial<Record<Kind, number>>;
  costs: Partial<Record<Kind, number>>;
  interrupts: Partial<Record<Kind, Kind[]>>;
  blocks: Partial<Record<Kind, Kind[]>>;
}

export interface WrapUpRule {
  mode: "optional" | "discretionary" | "timeboxed";
  min_s: number;
  extension_s: number;
  overlaps: boolean;
}

export type Trigger =
  "full" | "empty" | "closed" | "max_wait" | "max_estimated_wait" | "no_agent" | "plan_ended";

export interface Destination {
  kind: "queue" | "voicemail" | "callback" | "message" | "end";
  queue_id: string | null;
  text: string;
}

export interface Overflow {
  on: Trigger;
  to: Destination[];
}

export interface CallbackRule {
  digit: string;
  delay_s: number;
  retry_s: number;
  max_attempts: number;
  expires_s: number;
}

export interface ServiceGoal {
  goal: number;
  threshold_s: number;
  short_abandon_s: number;
}

export interface Announcements {
  position: boolean;
  estimated_wait: boolean;
  every_s: number;
}

/** A queue with everything that can be set. */
export interface QueueSettings extends Queue {
  hours: OpeningHours | null;
  hours_id: string | null;
  plan_id: string | null;
  sla_id: string | null;
  strategy: Strategy;
  ring: number;
  weight: number;
  offer_timeout_s: Record<string, number>;
  auto_accept: Kind[];
  wrap_up_rules: Record<string, WrapUpRule>;
  max_wait_s: number;
  max_length: number | null;
  max_estimated_wait_s: number | null;
  no_agent_s: number | null;
  join_empty: boolean;
  overflow: Overflow[];
  on_close: "drain" | "park" | "overflow";
  sticky_wait_s: number;
  rejoin_s: number;
  callback: CallbackRule | null;
  announcements: Announcements;
  service: ServiceGoal;
  greeting: string;
  warnings?: Finding[];
}

export interface LiveQueue extends Queue {
  service?: ServiceGoal;
  service_level?: {
    answered: number;
    within: number;
    abandoned: number;
    value: number | null;
    goal?: number;
    threshold_s?: number;
  } | null;
  estimated_wait_s?: number | null;
  agents?: { signed_in: number; ready: number; busy: number; not_ready: number };
}

export interface WaitingWork {
  plan_step: number;
  plan_steps: number;
  next_step_at: string | null;
  plan_name?: string | null;
  /** `parked` waits for the opening, at `due_at`. */
  state?: string;
  due_at?: string | null;
  is_callback?: boolean;
  position: number | null;
  requirements: Requirement[];
  needs?: Needs | null;
  queued_at: string | null;
}

export interface WaitingInteraction extends Interaction {
  work?: WaitingWork | null;
}

/** Work in an agent's hands, as much of an interaction as the live view shows. */
export type HeldWork = Pick<
  Interaction,
  "id" | "kind" | "direction" | "state" | "customer_name" | "address" | "accepted_at" | "queue_name"
> & { queue_id?: string | null; version?: number; sla?: Interaction["sla"] };

export interface LiveAgent extends Agent {
  work?: HeldWork[];
}

/** Contacts of one kind that nobody who is signed in can ever take. */
export interface Alarm {
  id: string;
  alarm: string;
  queue_id: string | null;
  queue_name: string;
  kind: Kind;
  needs: Term[];
  count: number;
  oldest: string | null;
  interaction_ids: string[];
  nobody_configured: boolean;
  /** When a plan next asks for less. */
  relaxes_at?: string | null;
}

export interface LiveView {
  seq: number;
  queues: LiveQueue[];
  agents: LiveAgent[];
  waiting: WaitingInteraction[];
  /** How many wait in all; the list holds the first of them. */
  waiting_total?: number;
  alarms: Alarm[];
}
