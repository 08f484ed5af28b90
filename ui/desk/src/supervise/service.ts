/** What the service report asks and shows; all of it without a page. */
import { query } from "../api/client.ts";

export type ServiceRows = "month" | "team" | "agent";
export type Figures = Record<string, Record<string, number>>;

export interface ServiceRow {
  month: string;
  team: string | null;
  agent_id: string | null;
  agent_name: string | null;
  figures: Figures;
}

export interface ServiceQuestion {
  month: string;
  rows: ServiceRows;
  team: string;
}

export const MONTHS_SHOWN = 6;

/** The figures in the order in which they are shown. */
export const FIGURES = [
  "contacts",
  "cases_opened",
  "cases_resolved",
  "cases_open",
  "promises_kept",
  "promises_broken",
  "promises_open",
  "tasks_done",
  "tasks_late",
  "customers_gained",
  "customers_lost",
  "articles_used",
] as const;
export type Figure = (typeof FIGURES)[number];

export const pathOf = (
  { month, rows, team }: ServiceQuestion,
  more: Record<string, string | number> = {},
): string =>
  `/reports/service${query({
    month,
    by: rows === "month" ? null : rows,
    months: rows === "month" ? MONTHS_SHOWN : null,
    team: team || null,
    ...more,
  })}`;

/** How many of a figure; customers are counted by their pools, as they have a class in each of several schemes. */
export function totalOf(figures: Figures, figure: Figure): number {
  const byPool = figure === "customers_gained" || figure === "customers_lost";
  return Object.entries(figures[figure] ?? {})
    .filter(([of]) => !byPool || of.startsWith("pool."))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** The share of promises kept among those that are decided; null when none is. */
export function keptShare(figures: Figures): number | null {
  const kept = totalOf(figures, "promises_kept");
  const decided = kept + totalOf(figures, "promises_broken");
  return decided === 0 ? null : kept / decided;
}

/** The kinds of a figure, the most first. */
export const kindsOf = (figures: Figures, figure: Figure): [string, number][] =>
  Object.entries(figures[figure] ?? {}).sort(([a, more], [b, less]) => less - more || a.localeCompare(b));

export const isEmpty = (figures: Figures): boolean =>
  FIGURES.every((figure) => Object.keys(figures[figure] ?? {}).length === 0);

/** The month as `2026-11`, and as people write it. */
export const monthText = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;

export function monthName(month: string, locale: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const format = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  return format.format(Date.UTC(year, number - 1, 1));
}
