/** Days as forms hold them. */

export const dayText = (at: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { year: "numeric", month: "short", day: "numeric" }).format(new Date(at));

export function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Noon of a day here: the same date in most zones. */
export const noonOf = (day: string): string => new Date(`${day}T12:00:00`).toISOString();
