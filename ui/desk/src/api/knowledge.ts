/** Articles, canned replies and macros as the hub shows them. */
import type { Kind, TemplateText } from "./types.ts";

export type ArticleKind = "case" | "technique" | "product" | "problem_solution";
export type ArticleState = "draft" | "published" | "archived";

export interface Usage {
  views: number;
  uses: number;
  helpful: number;
  unhelpful: number;
  last_used_at: string | null;
}

export interface Translation {
  id: string;
  locale: string;
  title: string;
  state: ArticleState;
  behind: boolean;
  link: string | null;
}

export interface Article {
  id: string;
  version: number;
  group_id: string;
  locale: string;
  kind: ArticleKind;
  state: ArticleState;
  visibility: "internal" | "public";
  title: string;
  excerpt: string;
  /** Its public address below the hub's, when everybody may read it. */
  link: string | null;
  tags: string[];
  product: string;
  owner_agent_id: string | null;
  review_on: string | null;
  overdue: boolean;
  number: number;
  published_number: number | null;
  behind: boolean;
  updated_at: string;
  changed_at: string;
  usage: Usage;
  translations: Translation[];
}

export interface Words {
  title: string;
  problem: string;
  body: string;
  problem_html: string;
  body_html: string;
  plain: string;
}

export type WholeArticle = Article & Words;

/** An article that may help, with the words that led to it. */
export type Suggestion = Article & { terms: string[] };

export interface ArticleVersion {
  number: number;
  title: string;
  note: string;
  restored_from: number | null;
  author: string;
  created_at: string;
  published: boolean;
}

export interface DiffLine {
  op: "same" | "added" | "removed";
  text: string;
}

export interface ArticleDiff {
  title: DiffLine[];
  problem: DiffLine[];
  body: DiffLine[];
}

export interface Facets {
  kinds: Record<string, number>;
  locales: Record<string, number>;
  products: Record<string, number>;
  tags: Record<string, number>;
  work: { drafts: number; overdue: number; behind: number };
}

export type Scope = "personal" | "team" | "everybody";

/** What is an agent's own, a team's or everybody's. */
export interface Shared {
  id: string;
  version: number;
  name: string;
  scope: Scope;
  agent_id: string | null;
  team: string;
  deleted?: boolean;
}

export interface Canned extends Shared {
  shortcut: string;
  texts: TemplateText[];
  usage?: Usage;
}

export interface Filled {
  locale: string;
  kind: string;
  subject: string;
  text: string;
  missing: string[];
}

export type MacroStep =
  | "reply"
  | "note"
  | "add_tag"
  | "set_priority"
  | "set_disposition"
  | "open_case"
  | "make_task"
  | "tie_article"
  | "snooze"
  | "pend"
  | "transfer"
  | "close";

export interface MacroAction {
  step: MacroStep;
  ref_id: string;
  text: string;
  value: string;
  number: number | null;
}

export interface Macro extends Shared {
  hint: string;
  kinds: Kind[];
  actions: MacroAction[];
  enabled: boolean;
  usage?: Usage;
}

/** A step before it is done: its words filled in, and what stands against it. */
export interface PlannedStep extends MacroAction {
  name: string;
  missing: string[];
  problem: string;
}

export interface DoneStep extends MacroAction {
  outcome: "done" | "refused";
  detail: string;
}
