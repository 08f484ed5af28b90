/** Says in a supervisor's words what keeps an agent from an item, and what would have to change. */
import type { Block } from "../api/explain.ts";
import { isKnown, known, type Locale, type Translate } from "../i18n/index.ts";

interface Names {
  locale: Locale;
  skillName?: (skill: string) => string;
  agentName?: (id: string) => string | undefined;
}

export function blockText(t: Translate, block: Block, names: Names): string {
  return fill(known(t, "blocker", wording(block)), block, names);
}

/** What would have to change for the agent to get it; empty where nobody can do anything but wait. */
export function remedyText(t: Translate, block: Block, names: Names): string {
  if (!isKnown("remedy", block.blocker)) return "";
  return fill(known(t, "remedy", block.blocker), block, names);
}

/** A rest that says until when, and one that does not, are worded apart; so are a skill lacked and one too low. */
function wording({ blocker, until, have }: Block): string {
  if (blocker === "missing_skill" && !have) return "missing_skill_none";
  if ((blocker === "cooldown" || blocker === "excluded") && until) return `${blocker}_until`;
  return blocker;
}

function fill(text: string, { blocker, detail, have, need, until }: Block, names: Names): string {
  const subject =
    blocker === "missing_skill" || blocker === "skill_too_high"
      ? (names.skillName?.(detail) ?? detail)
      : blocker === "other_agent"
        ? (names.agentName?.(detail) ?? detail)
        : detail;
  return text
    .replace("{detail}", subject)
    .replace("{have}", String(have ?? 0))
    .replace("{need}", String(need ?? 0))
    .replace("{until}", until ? exactTime(until, names.locale) : "");
}

/** To the second: rests are short. */
export function exactTime(at: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium", hour12: false }).format(new Date(at));
}
