/** What a supervisor has chosen to do, which a dialog then asks about. */
import type { HeldWork, LiveAgent, WaitingInteraction } from "../api/routing.ts";

/** Work that waits, or that an agent has in hand. */
export type Work = WaitingInteraction | HeldWork;

export type Act =
  | { what: "assign" | "move" | "priority" | "explain"; interaction: Work }
  | { what: "requeue"; interaction: Work; agent: LiveAgent }
  | { what: "not-ready" | "sign-out" | "explain-agent"; agent: LiveAgent };
