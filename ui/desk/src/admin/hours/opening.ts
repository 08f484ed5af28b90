/** Whether hours are open at an instant, and when that changes: what the page shows while they are being edited. */
import type { Interval, OpeningHours } from "../../api/routing.ts";

export interface Opening {
  isOpen: boolean;
  /** Null: not within the days looked at. */
  changesAt: Date | null;
}

const DAY_MS = 86_400_000;
const DAYS = 14;

export function openingOf(hours: OpeningHours, now: number): Opening {
  const spans = spansFrom(hours, now);
  const isOpen = spans.some(([start, end]) => start <= now && now < end);
  const edges = spans
    .flat()
    .filter((edge) => edge > now)
    .toSorted((left, right) => left - right);
  const covered = (at: number): boolean => spans.some(([start, end]) => start <= at && at < end);
  const change = edges.find((edge) => covered(edge) !== isOpen);
  const isKnown = change !== undefined && change < now + DAYS * DAY_MS;
  return { isOpen, changesAt: isKnown ? new Date(change) : null };
}

/** Every interval from the day before until the end of what is looked at, as instants. */
function spansFrom(hours: OpeningHours, now: number): [number, number][] {
  const zone = safeZone(hours.time_zone);
  return Array.from({ length: DAYS + 3 }, (_, index) => {
    const day = localDay(now + (index - 1) * DAY_MS, zone);
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const intervals = hours.overrides[day] ?? hours.week[weekday] ?? [];
    return intervals.map((each): [number, number] => [
      instant(day, each.start, zone),
      instant(crossesMidnight(each) ? dayAfter(day) : day, each.end, zone),
    ]);
  }).flat();
}

export const crossesMidnight = ({ start, end }: Interval): boolean => end <= start;

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

function localDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
}

/** The wall clock of a zone as an instant: guess it as UTC, then correct by what the zone shows then. */
function instant(day: string, wall: string, zone: string): number {
  const wanted = Date.parse(`${day}T${wall.slice(0, 5)}:00Z`);
  const first = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(first, zone);
}

function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(at));
  const part = (name: string): number => Number(parts.find((each) => each.type === name)?.value);
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) -
    Math.floor(at / 1000) * 1000
  );
}

/** While a zone is being typed it is none yet. */
function safeZone(zone: string): string {
  return isZone(zone) ? zone : "UTC";
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
