/** Questions and rows of the reports page, and where its chart puts them; all of it without a page. */
import type { Kind } from "../api/types.ts";

export type Rows = "intervals" | "queues" | "channels" | "agents";
export type IntervalName = "15" | "30" | "60" | "day";
export type Cohort = "event" | "enqueued";
export type Variant = "sl1" | "sl2" | "sl3" | "sl4" | "sl5";
export const ROWS: Rows[] = ["intervals", "queues", "channels", "agents"];
export const INTERVALS: IntervalName[] = ["15", "30", "60", "day"];
export const VARIANTS: Variant[] = ["sl1", "sl2", "sl3", "sl4", "sl5"];

export interface ReportRow {
  start: string;
  end: string;
  local_start: string;
  zone: string;
  queue_id?: string | null;
  queue_name?: string;
  kind?: Kind;
  agent_id?: string;
  agent_name?: string;
  [figure: string]: unknown;
}

export interface Report {
  items: ReportRow[];
  next: string | null;
  totals: Record<string, unknown>;
  zone: string;
  from: string;
  to: string;
}

export interface Question {
  rows: Rows;
  from: string;
  to: string;
  interval: IntervalName;
  queue: string | null;
  kind: string | null;
  agent: string | null;
  cohort: Cohort;
  variant: Variant;
}

/** The organisation's day: reports count by its calendar, wherever the reader sits. */
export function dayIn(zone: string, now: Date): Date {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
  }).formatToParts(now);
  const part = (name: string) => Number(parts.find((each) => each.type === name)?.value);
  return new Date(part("year"), part("month") - 1, part("day"));
}

/** A date as the form holds it. */
export const dateText = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");

/** The last `days` days, with today. */
export function lastDays(days: number, today: Date): { from: string; to: string } {
  const first = new Date(today.getFullYear(), today.getMonth(), today.getDate() - days + 1);
  return { from: dateText(first), to: dateText(today) };
}

export function usual(today: Date): Question {
  return {
    rows: "intervals",
    ...lastDays(1, today),
    interval: "30",
    queue: null,
    kind: null,
    agent: null,
    cohort: "event",
    variant: "sl4",
  };
}

/** Whether the figures still change, and are few enough to be counted again and again. */
export const isToday = ({ from, to }: Question, now: Date): boolean => {
  const today = dateText(now);
  return from === today && to === today;
};

/** The query to send; a range that is not filled in yet asks nothing. */
export function parametersOf(question: Question): Record<string, string | null> | null {
  if (question.from === "" || question.to === "") return null;
  return {
    from: question.from,
    to: question.to,
    interval: question.rows === "intervals" ? question.interval : null,
    queue_id: question.queue,
    kind: question.kind,
    agent_id: question.agent,
    cohort: question.cohort === "event" ? null : question.cohort,
  };
}

export type Format = "count" | "share" | "time";

export interface Column {
  figure: string;
  format: Format;
}

const count = (figure: string): Column => ({ figure, format: "count" });
const share = (figure: string): Column => ({ figure, format: "share" });
const time = (figure: string): Column => ({ figure, format: "time" });

/** The figures beside the first column, the most telling ones first. */
export function columnsOf({ rows, cohort, variant }: Question): Column[] {
  if (rows === "agents") return AGENT_COLUMNS;
  const waiting = cohort === "enqueued" ? [count("waiting")] : [];
  return [
    count("entered"),
    count("answered"),
    count("abandoned"),
    ...waiting,
    share(`service_level_${variant}`),
    time("speed_of_answer_s"),
    time("wait_p90_s"),
    time("longest_wait_s"),
    share("abandonment"),
    time("handle_time_s"),
    count("transfers"),
    count("overflowed"),
    count("callbacks"),
    count("voicemails"),
    ...(rows === "intervals" ? [share("occupancy")] : []),
    share("estimated_wait_error"),
  ];
}

/** What is left out of a table in which nothing of it happened. */
const RARE = new Set([
  "overflowed",
  "callbacks",
  "voicemails",
  "estimated_wait_error",
  "started",
  "ring_no_answer",
]);

export const columnsShown = (question: Question, rows: ReportRow[]): Column[] =>
  columnsOf(question).filter(({ figure }) => !RARE.has(figure) || rows.some((row) => numberOf(row, figure)));

const AGENT_COLUMNS: Column[] = [
  count("answered"),
  count("handled"),
  count("started"),
  time("handle_time_s"),
  time("wrap_up_time_s"),
  share("occupancy"),
  share("unit_occupancy"),
  share("utilisation"),
  time("signed_in_s"),
  time("not_ready_s"),
  share("offer_acceptance"),
  count("ring_no_answer"),
  count("transfers"),
];

/** All figures that the help explains. */
export const EXPLAINED: string[] = [
  "entered",
  "answered",
  "abandoned",
  "waiting",
  ...VARIANTS.map((each) => `service_level_${each}`),
  "speed_of_answer_s",
  "wait_p90_s",
  "longest_wait_s",
  "abandonment",
  "handle_time_s",
  "wrap_up_time_s",
  "transfers",
  "overflowed",
  "callbacks",
  "voicemails",
  "handled",
  "started",
  "occupancy",
  "unit_occupancy",
  "utilisation",
  "signed_in_s",
  "not_ready_s",
  "offer_acceptance",
  "ring_no_answer",
  "estimated_wait_error",
];

export const numberOf = (row: Record<string, unknown>, figure: string): number | null => {
  const value = row[figure];
  return typeof value === "number" ? value : null;
};

/** A figure as it is read; what has nothing to divide by is a dash, never 0 or 100 %. */
export function written(value: number | null, format: Format, locale: string): string {
  if (value === null) return "–";
  if (format === "count") return new Intl.NumberFormat(locale).format(value);
  if (format === "share")
    return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value);
  return span(value);
}

/** Minutes and seconds, with hours where there are any: "0:25", "12:05", "1:02:03". */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, "0") : minutes}:${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** The wall clock of the row's own zone: the time of day, the date where a row is a day. */
export function localStart(row: ReportRow, interval: IntervalName, locale: string): string {
  const [date = "", clock = ""] = row.local_start.split("T");
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const shown = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const written = shown.format(Date.UTC(year, month - 1, day));
  return interval === "day" ? written : `${written}, ${clock.slice(0, 5)}`;
}

export interface Stack {
  row: ReportRow;
  x: number;
  width: number;
  /** From the top, with their heights, in the panel's own units. */
  answered: { y: number; height: number };
  abandoned: { y: number; height: number };
}

/** Answered with abandoned on top, from a zero baseline. */
export function stacks(rows: ReportRow[], most: number, size: { width: number; height: number }): Stack[] {
  const slot = size.width / Math.max(rows.length, 1);
  return rows.map((row, index) => {
    const answered = ((numberOf(row, "answered") ?? 0) / most) * size.height;
    const abandoned = ((numberOf(row, "abandoned") ?? 0) / most) * size.height;
    return {
      row,
      x: index * slot + slot * 0.1,
      width: slot * 0.8,
      answered: { y: size.height - answered, height: answered },
      abandoned: { y: size.height - answered - abandoned, height: abandoned },
    };
  });
}

/** The points of a share over the rows, one list for each stretch without a gap. */
export function stretches(
  rows: ReportRow[],
  figure: string,
  size: { width: number; height: number },
): { x: number; y: number }[][] {
  const slot = size.width / Math.max(rows.length, 1);
  const found: { x: number; y: number }[][] = [];
  let open: { x: number; y: number }[] | null = null;
  rows.forEach((row, index) => {
    const value = numberOf(row, figure);
    if (value === null) {
      open = null;
      return;
    }
    if (open === null) found.push((open = []));
    open.push({ x: (index + 0.5) * slot, y: size.height * (1 - value) });
  });
  return found;
}
