/** The numbers behind a class, in words. */
import type { Fact } from "../api/value.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { moneyText } from "../text/money.ts";

const MONEY = new Set([
  "spent",
  "window_spent",
  "core_from",
  "a_from",
  "b_from",
  "average_amount",
  "yearly_margin",
  "lifetime_value",
]);

export function FactList({ facts, currency }: { facts: Record<string, Fact>; currency: string }) {
  const { t, locale } = useLanguage();
  const written = (name: string, value: Fact): string => {
    if (value === null) return name === "years" ? t("value.endless") : "–";
    if (MONEY.has(name)) return moneyText(Number(value), currency, locale);
    return typeof value === "string" ? known(t, "fact.value", value) : value.toLocaleString(locale);
  };
  return (
    <dl className="value-facts">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{known(t, "fact", name)}</dt>
          <dd>{written(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
