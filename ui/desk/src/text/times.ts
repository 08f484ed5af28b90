/** Writes times, durations, sizes and addresses the way the reader's language does. */

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

export function secondsSince(at: string | null | undefined, now: number): number {
  return at ? Math.max(0, (now - Date.parse(at)) / 1000) : 0;
}

export function timeOfDay(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false }).format(
    new Date(at),
  );
}

export function fullTime(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** Whole days between the local dates of two instants. */
export function daysBetween(at: string, now: number): number {
  const then = new Date(at);
  const today = new Date(now);
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(today) - midnight(then)) / 86_400_000);
}

/** "14:05" today, "yesterday", a weekday within a week, else a date. */
export function shortDay(at: string, now: number, locale: string): string {
  const days = daysBetween(at, now);
  const date = new Date(at);
  if (days === 0) return timeOfDay(at, locale);
  if (days === 1) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-1, "day");
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale, { weekday: "short" }).format(date);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" as const }),
  }).format(date);
}

/** A time ahead: "14:05" today, "Tue 10:00" within a week, else the date. */
export function comingTime(at: string, now: number, locale: string): string {
  const days = -daysBetween(at, now);
  if (days === 0) return timeOfDay(at, locale);
  const parts: Intl.DateTimeFormatOptions =
    days < 7
      ? { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false }
      : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, parts).format(new Date(at));
}

export function dayLine(at: string, now: number, locale: string): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) {
    return capitalised(new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day"));
  }
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(
    new Date(at),
  );
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function fileSize(bytes: number, locale: string): string {
  const unit = bytes >= 1_000_000 ? "megabyte" : "kilobyte";
  const value = bytes / (unit === "megabyte" ? 1_000_000 : 1000);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(Math.max(value, 0.1));
}

/** Country codes of two digits (ITU-T E.164 list); 1 and 7 have one, all others three. */
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Space out an E.164 number so that it can be read aloud; everything else stays. */
export function readableAddress(value: string): string {
  if (!/^\+\d{7,15}$/.test(value)) return value;
  const digits = value.slice(1);
  const length = /^[17]/.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3;
  const country = digits.slice(0, length);
  return `+${country} ${grouped(country, digits.slice(length))}`;
}

function grouped(country: string, rest: string): string {
  if (country === "86" && /^1[3-9]\d{9}$/.test(rest))
    return rest.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3");
  if (country === "86") return rest.replace(/^(10|2\d|[3-9]\d\d)(\d{3,4})(\d{4})$/, "$1 $2 $3");
  if (country === "1") return rest.replace(/^(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");
  return rest.replace(/^(\d{2,4})(\d{3})(\d{4})$/, "$1 $2 $3");
}

/** Up to two characters for an avatar: initials of a Latin name, the last two characters of a Chinese one. */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (/[\u3400-\u9fff]$/.test(trimmed)) return Array.from(trimmed.replace(/\s/g, "")).slice(-2).join("");
  const words = trimmed.split(/\s+/).filter(Boolean);
  return words
    .filter((_, index) => index === 0 || index === words.length - 1)
    .map((word) => Array.from(word)[0]?.toUpperCase() ?? "")
    .join("");
}
