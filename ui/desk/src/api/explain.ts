/** Why work is where it is, now and step by step before; names are the wire's. */
import type { Needs, Requirement } from "./routing.ts";
import type { Kind } from "./types.ts";

/** The first thing that stands between an agent and an item, with its values. */
export interface Block {
  blocker: string;
  detail: string;
  have: number | null;
  need: number | null;
  until?: string | null;
}

export interface Candidate {
  agent_id: string;
  name: string;
  ticket?: number;
  block: Block | null;
  /** When the plan or a delay lets this agent in. */
  opens_at?: string | null;
}

/** A candidate as looked at when an offer was made. */
export interface Considered {
  agent_id: string;
  name?: string;
  blocker?: string | null;
  block?: Block | null;
  score?: number | null;
}

export interface OfferReason {
  rule?: string | null;
  strategy?: string | null;
  stage?: number | null;
  plan_step?: number | null;
  position?: number | null;
  waited_s?: number | null;
  considered?: Considered[];
  considered_total?: number | null;
  ignore_capacity?: boolean | null;
}

export interface PastOffer {
  id: string;
  agent_id: string;
  agent_name?: string;
  state: string;
  cause: string | null;
  created_at: string;
  ended_at: string | null;
  why: OfferReason | null;
}

/** One stretch of a leg in a state. */
export interface PastState {
  state: string;
  cause: string;
  at: string;
  until?: string | null;
  seconds?: number | null;
  queue_id?: string | null;
  queue_name?: string;
  agent_id?: string | null;
  agent_name?: string;
  plan_step?: number;
  priority?: number;
}

export interface PastLeg {
  work_item_id: string;
  /** Missing while it goes on. */
  ended_at?: string | null;
  role?: string;
  queue_name?: string;
  states: PastState[];
  offers: PastOffer[];
}

export interface Explanation {
  state?: string;
  /** Why it is in nobody's hands, in a word. */
  verdict?: string | null;
  rule?: string | null;
  queue_name?: string;
  requirements?: Requirement[];
  needs?: Needs | null;
  waited_s?: number;
  waiting_since?: string;
  position?: number | null;
  estimated_wait_s?: number | null;
  offer_id?: string | null;
  plan_step?: number;
  plan_steps?: number;
  next_step_at?: string | null;
  strategy?: string | null;
  candidates?: Candidate[];
  candidates_total?: number;
  history?: PastLeg[];
  units_used?: number;
  units?: number;
  kinds?: Partial<Record<Kind, Block | null>>;
  items?: { interaction_id: string; queue_name: string; block: Block | null }[];
}
