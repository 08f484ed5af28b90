/** Says when a birthday comes next, in the Gregorian or the Chinese calendar. */
import type { Birthday } from "../api/types.ts";

const DAY_MS = 86_400_000;
/** A leap month may be many years away, so its day is kept in the plain month of the same number. */
const SEARCH_DAYS = 400;

const chinese = new Intl.DateTimeFormat("en-u-ca-chinese", {
  month: "numeric",
  day: "numeric",
  timeZone: "UTC",
});

export function daysUntil(birthday: Birthday, today: Date): number | null {
  const start = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  for (let days = 0; days <= SEARCH_DAYS; days += 1) {
    if (isOn(birthday, new Date(start + days * DAY_MS))) return days;
  }
  return null;
}

function isOn(birthday: Birthday, day: Date): boolean {
  if (birthday.calendar === "lunar") return isLunar(birthday, day);
  const month = day.getUTCMonth() + 1;
  const date = day.getUTCDate();
  if (month === birthday.month && date === birthday.day) return true;
  // Whoever was born on 29 February is greeted on the 28th in common years.
  return (
    birthday.month === 2 && birthday.day === 29 && month === 2 && date === 28 && !isLeap(day.getUTCFullYear())
  );
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function isLunar(birthday: Birthday, day: Date): boolean {
  const [month, date] = lunar(day);
  if (month !== birthday.month) return false;
  // The 30th of a month that has only 29 days is kept on its last day.
  if (birthday.day === 30 && date === 29) return lunar(new Date(day.getTime() + DAY_MS))[0] !== month;
  return date === birthday.day;
}

/** The plain month has a numeric part; a leap month is written `6bis` and does not match. */
function lunar(day: Date): [number, number] {
  const parts = chinese.formatToParts(day);
  const value = (type: string): number =>
    Number(parts.find((part) => part.type === type)?.value ?? Number.NaN);
  return [value("month"), value("day")];
}
