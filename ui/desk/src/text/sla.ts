/** What an SLA clock says now: how long is left or overdue, and how urgent that is. */
import type { SlaClock } from "../api/routing.ts";
import type { Interaction } from "../api/types.ts";

export type Urgency = "calm" | "soon" | "late" | "still";

export interface SlaReading {
  clock: SlaClock;
  urgency: Urgency;
  /** Until it is due; below zero once it is overdue; null while it stands still without saying how much is left. */
  leftS: number | null;
}

const OVER: ReadonlySet<SlaClock["state"]> = new Set(["met", "met_late", "canceled"]);

export function clocksOf(sla: Interaction["sla"]): SlaClock[] {
  if (!sla) return [];
  const clocks = Array.isArray(sla)
    ? sla
    : Object.entries(sla).flatMap(([kind, clock]) =>
        clock && typeof clock === "object" ? [{ ...clock, kind: kind as SlaClock["kind"] }] : [],
      );
  return clocks.filter((each) => "state" in each && "kind" in each);
}

function read(clock: SlaClock, now: number): SlaReading {
  if (clock.state === "paused") return { clock, urgency: "still", leftS: clock.left_s ?? null };
  const left = clock.due_at ? (Date.parse(clock.due_at) - now) / 1000 : null;
  const isLate = clock.state === "breached" || (left !== null && left < 0);
  const isSoon = clock.state === "warned" || (clock.warn_at !== null && Date.parse(clock.warn_at) <= now);
  return { clock, urgency: isLate ? "late" : isSoon ? "soon" : "calm", leftS: left };
}

/** The promise that presses most; none when all are kept. */
export function mostUrgent(sla: Interaction["sla"], now: number): SlaReading | null {
  const rank: Record<Urgency, number> = { late: 0, soon: 1, calm: 2, still: 3 };
  const running = clocksOf(sla)
    .filter((each) => !OVER.has(each.state))
    .map((each) => read(each, now));
  return (
    running.toSorted(
      (left, right) =>
        rank[left.urgency] - rank[right.urgency] || (left.leftS ?? Infinity) - (right.leftS ?? Infinity),
    )[0] ?? null
  );
}
