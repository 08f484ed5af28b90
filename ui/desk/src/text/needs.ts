/** Says in words which skills are needed. */
import type { Needs, Requirement, Term } from "../api/routing.ts";
import type { Translate } from "../i18n/index.ts";

const HIGHEST = 10;

export function termText(t: Translate, term: Term, name: (skill: string) => string = same): string {
  const skill = name(term.skill);
  const { at_least: least, at_most: most } = term;
  if (most === 0) return t("needs.without", { skill });
  if (least === most) return `${skill} = ${least}`;
  if (most < HIGHEST) return least > 1 ? `${skill} ${least}–${most}` : `${skill} ≤ ${most}`;
  return least > 1 ? `${skill} ≥ ${least}` : skill;
}

/** "Spanish ≥ 5 + billing or English ≥ 3"; without alternatives anybody will do. */
export function needsText(
  t: Translate,
  needs: Needs | Term[] | Requirement[] | null | undefined,
  name: (skill: string) => string = same,
): string {
  const alternatives = asNeeds(needs);
  // One way in that asks for nothing lets anybody in, whatever the others ask for.
  if (alternatives.length === 0 || alternatives.some((each) => each.length === 0)) return t("needs.none");
  return alternatives
    .map((terms) => terms.map((term) => termText(t, term, name)).join(" + "))
    .join(` ${t("needs.or")} `);
}

/** The hub says a plain list of minimum levels where nothing more is asked. */
export function asNeeds(needs: Needs | Term[] | Requirement[] | null | undefined): Needs {
  if (!needs || needs.length === 0) return [];
  if (Array.isArray(needs[0])) return needs as Needs;
  return [(needs as (Term | Requirement)[]).map(asTerm)];
}

function asTerm(each: Term | Requirement): Term {
  return "level" in each ? { skill: each.skill, at_least: each.level, at_most: HIGHEST } : each;
}

const same = (skill: string): string => skill;
