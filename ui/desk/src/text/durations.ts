/** Writes lengths of time in words: short ones to the second, long ones to the minute or the hour. */
import type { Locale } from "../i18n/index.ts";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** At most two units: "45 sec", "2 min 30 sec", "3 hr 5 min", "2 days". */
export function duration(seconds: number, locale: Locale): string {
  const whole = Math.round(Math.max(0, seconds));
  const first = UNITS.findIndex(([, size]) => whole >= size);
  if (first < 0) return unit(0, "second", locale);
  const parts = UNITS.slice(first, first + 2).map(([name, size], index) => {
    const [, above] = UNITS[first + index - 1] ?? ["", Infinity];
    return [name, Math.floor((whole % above) / size)] as const;
  });
  return parts
    .filter(([, count], index) => index === 0 || count > 0)
    .map(([name, count]) => unit(count, name, locale))
    .join(" ");
}

function unit(count: number, name: "day" | "hour" | "minute" | "second", locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(count);
}

/** For estimates, which are never exact: "under 1 min", "about 4 min", in steps that grow. */
export function roughMinutes(seconds: number): number {
  const minutes = seconds / 60;
  if (minutes < 10) return Math.max(1, Math.ceil(minutes));
  return Math.ceil(minutes / 5) * 5;
}

export function percent(share: number, locale: Locale, digits = 0): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(share);
}
