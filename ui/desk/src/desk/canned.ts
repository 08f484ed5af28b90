/** What a slash offers in the composer: canned replies by shortcut, name and text, and articles by their title. */
import type { Article, Canned } from "../api/knowledge.ts";
import type { Kind, TemplateText } from "../api/types.ts";

export interface Choice {
  what: "canned" | "article";
  id: string;
  name: string;
  text: string;
  /** What is typed after the slash. */
  shortcut?: string;
}

const MOST_CANNED = 7;
const MOST_ARTICLES = 3;

/** The slash command at the cursor: a `/` at the start of a word, and what follows it. */
export function commandAt(text: string, cursor: number): { start: number; word: string } | null {
  const match = /(^|\s)\/([^\s/]*)$/.exec(text.slice(0, cursor));
  if (!match) return null;
  const word = match[2] ?? "";
  return { start: cursor - word.length - 1, word };
}

/** Those whose shortcut begins with what was typed come first. */
export function choicesFor(canned: Canned[], word: string, kind: Kind, language: string): Choice[] {
  const wanted = word.toLowerCase();
  return canned
    .flatMap((each) => {
      const text = bestText(each.texts, kind, language);
      if (!text) return [];
      const rank = rankOf(each, text.text, wanted);
      return rank < 0 ? [] : [{ rank, each, text: text.text }];
    })
    .sort((left, right) => left.rank - right.rank)
    .slice(0, MOST_CANNED)
    .map(({ each, text }) => ({
      what: "canned",
      id: each.id,
      name: each.name,
      text,
      shortcut: each.shortcut,
    }));
}

export const articleChoices = (articles: Article[]): Choice[] =>
  articles.slice(0, MOST_ARTICLES).map((each) => ({
    what: "article",
    id: each.id,
    name: each.title,
    text: each.excerpt,
  }));

function rankOf(canned: Canned, text: string, wanted: string): number {
  if (canned.shortcut.toLowerCase().startsWith(wanted)) return 0;
  if (canned.name.toLowerCase().includes(wanted)) return 1;
  return text.toLowerCase().includes(wanted) ? 2 : -1;
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
          : 0) + (text.kind === kind ? 1 : text.kind === "" ? 0.5 : 0);
  return texts.toSorted((left, right) => score(right) - score(left))[0];
}
