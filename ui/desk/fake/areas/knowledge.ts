/** The knowledge base: plain lists, and what is worked out from them. */
import type { MacroAction } from "../../src/api/knowledge.ts";
import type { TemplateText } from "../../src/api/types.ts";
import { page, type Area } from "../area.ts";
import * as data from "../data/index.ts";
import { stored } from "../stored.ts";

const lists = stored({
  articles: data.articles.map((each) => ({ ...each })),
  "canned-replies": data.canned.map((each) => ({ ...each })),
  macros: data.macros.map((each) => ({ ...each })),
});

const FACETS = {
  kinds: { case: 1 },
  locales: { en: 1 },
  products: {},
  tags: { parcel: 1, refund: 1 },
  work: { drafts: 0, overdue: 0, behind: 0 },
};

export const knowledge: Area = (asked, hub) => {
  const { method, parts, body } = asked;
  const [kind, id, action] = parts;
  if (kind === "articles" && id === "facets") return [200, FACETS];
  if (kind === "articles" && id === "suggest")
    return page(data.articles.map((each) => ({ ...each, terms: ["parcel"] })));
  if (kind === "articles" && id === "preview")
    return [200, { problem_html: "", body_html: body.body, plain: body.body }];
  if (kind === "articles" && action) return method === "GET" ? page([]) : [200, data.articles[0]];
  if (kind === "canned-replies" && action === "render") return [200, filled(id)];
  if (kind === "interactions" && action === "macro") return [200, { steps: planned(body.macro_id) }];
  return lists(asked, hub);
};

function filled(id: string | undefined) {
  const text: TemplateText | undefined = data.canned.find((each) => each.id === id)?.texts[0];
  return { locale: "en", kind: "", subject: "", text: text?.text ?? "", missing: [] };
}

const planned = (id: unknown) =>
  (data.macros.find((each) => each.id === id)?.actions ?? []).map((each: MacroAction) => ({
    ...each,
    name: "",
    missing: [],
    problem: "",
    outcome: "done",
    detail: "",
  }));
