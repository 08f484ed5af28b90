/** What the fields of rules are: pure. */
import type { Ratio, RuleFields, RuleValue, Tier } from "../api/value.ts";

const MONEY = new Set(["core_from", "amounts", "high_from", "middle_from"]);
const ENDLESS = new Set(["core_from", "years"]);

export const isMoney = (name: string): boolean => MONEY.has(name);
/** Whether a number may be left out. */
export const mayBeEmpty = (name: string): boolean => ENDLESS.has(name);

export type FieldKind =
  "switch" | "number" | "numbers" | "cells" | "tiers" | "ratios" | "pairs" | "scoring" | "text";

export function kindOf(name: string, value: RuleValue): FieldKind {
  if (typeof value === "boolean") return "switch";
  if (name === "scoring") return "scoring";
  if (name === "cells") return "cells";
  if (name === "tiers") return "tiers";
  if (name === "ratios") return "ratios";
  if (name === "rates" || name === "zones") return "pairs";
  if (Array.isArray(value)) return "numbers";
  return typeof value === "string" ? "text" : "number";
}

/** The fields that a card shows in a list; the others have a table of their own or are said elsewhere. */
export const listed = (rule: RuleFields): [string, RuleValue][] =>
  Object.entries(rule).filter(
    ([name, value]) =>
      name !== "enabled" &&
      !["cells", "tiers", "ratios"].includes(kindOf(name, value)) &&
      !isUnused(rule, name),
  );

/** Borders count only when scoring is by borders. */
const isUnused = (rule: RuleFields, name: string): boolean =>
  rule.scoring === "quintiles" && ["recency_days", "frequency", "amounts"].includes(name);

export const NEW_TIER: Tier = { name: "", years: 1, after: false };
export const NEW_RATIO: Ratio = { attribute: "", weight: 1, standard: 1 };
export const MATRIX_CLASSES = ["platinum", "gold", "silver", "develop", "adjust"];
