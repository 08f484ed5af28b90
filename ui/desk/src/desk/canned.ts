/** Canned replies: which fit what was typed after a slash, in the customer's language and for this kind of channel. */
import type { Canned, Kind, TemplateText } from "../api/types.ts";

export interface Choice {
  id: string;
  name: string;
  text: string;
  subject: string;
}

/** The slash command at the cursor: a `/` at the start of a word, and what follows it. */
export function commandAt(text: string, cursor: number): { start: number; word: string } | null {
  const match = /(^|\s)\/([^\s/]*)$/.exec(text.slice(0, cursor));
  if (!match) return null;
  const word = match[2] ?? "";
  return { start: cursor - word.length - 1, word };
}

export function choicesFor(canned: Canned[], word: string, kind: Kind, language: string): Choice[] {
  const wanted = word.toLowerCase();
  return canned
    .flatMap((each) => {
      const text = bestText(each.texts, kind, language);
      return text ? [{ id: each.id, name: each.name, text: text.text, subject: text.subject }] : [];
    })
    .filter((each) => `${each.name} ${each.text}`.toLowerCase().includes(wanted))
    .slice(0, 8);
}

/** The same language and kind, else the same language, else English, else the first. */
function bestText(texts: TemplateText[], kind: Kind, language: string): TemplateText | undefined {
  const base = language.split("-")[0] ?? "";
  const score = (text: TemplateText): number =>
    (text.locale === language
      ? 8
      : text.locale.split("-")[0] === base
        ? 6
        : text.locale.startsWith("en")
          ? 2
          : 0) + (text.kind === kind ? 1 : 0);
  return texts.toSorted((left, right) => score(right) - score(left))[0];
}

/** Fill the few names that the page knows; what it does not know stays visible to the writer. */
export function fill(text: string, names: Record<string, string>): string {
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => names[name] ?? whole);
}
