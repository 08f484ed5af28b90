/** Articles in words: names of languages, links, gaps in a text. Pure. */
import type { Article } from "../api/knowledge.ts";

/** "Chinese" or "中文": the reader's name of a language. */
export function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(code.split("-")[0] ?? code) ?? code;
  } catch {
    return code;
  }
}

/** The address to send, or null when only staff may read it. */
export const linkOf = (article: Pick<Article, "link">, publicUrl: string): string | null =>
  article.link && new URL(article.link, publicUrl).href;

/** Values that nobody knew when a text was filled in: they stand in it as `⟦name⟧`. */
export const gapsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/⟦([^⟦⟧]*)⟧/g)].map((found) => found[1] ?? "")),
];

/** Put words where a piece of text is; what stands around keeps its distance. */
export function putAt(text: string, start: number, end: number, words: string): string {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const gap = before !== "" && !/\s$/.test(before) ? " " : "";
  return before + gap + words + after;
}

/** The day six months ahead, as the calendar writes it. */
export function halfAYearAfter(day: Date): string {
  const then = new Date(Date.UTC(day.getFullYear(), day.getMonth() + 6, 1));
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(day.getDate(), last));
  return then.toISOString().slice(0, 10);
}
