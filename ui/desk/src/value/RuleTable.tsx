/** A rule's thresholds as they stand. */
import type { Ratio, Rule, RuleValue, Tier } from "../api/value.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { moneyText } from "../text/money.ts";
import { pairsOf } from "./classes.ts";
import { isMoney, kindOf, listed } from "./ruleKinds.ts";

export function RuleTable({ rule, currency }: { rule: Rule; currency: string }) {
  const { t, locale } = useLanguage();
  const number = (name: string, value: number) =>
    isMoney(name) ? moneyText(value, currency, locale) : value.toLocaleString(locale);
  const written = (name: string, value: RuleValue): string => {
    if (value === null) return t(name === "years" ? "value.endless" : "value.notSet");
    switch (kindOf(name, value)) {
      case "number":
        return number(name, Number(value));
      case "numbers":
        return (value as number[]).map((each) => number(name, each)).join(" · ");
      case "pairs":
        return pairsOf(value as Record<string, string>).join(", ") || "–";
      case "scoring":
        return known(t, "scoring", value as string);
      default:
        return value as string;
    }
  };
  return (
    <>
      <dl className="value-facts">
        {listed(rule.rule).map(([name, value]) => (
          <div key={name}>
            <dt>{known(t, "rule", name)}</dt>
            <dd>{written(name, value)}</dd>
          </div>
        ))}
      </dl>
      {rule.rule.cells && <Cells cells={rule.rule.cells as string[][]} />}
      {rule.rule.tiers && <Tiers tiers={rule.rule.tiers as Tier[]} />}
      {rule.rule.ratios && <Ratios ratios={rule.rule.ratios as Ratio[]} />}
    </>
  );
}

const CYCLES = ["short", "middle", "long"] as const;
const AMOUNTS = ["low", "middle", "high"] as const;

function Cells({ cells }: { cells: string[][] }) {
  const { t } = useLanguage();
  return (
    <table className="value-grid">
      <thead>
        <tr>
          <th>{t("value.cycleByAmount")}</th>
          {AMOUNTS.map((each) => (
            <th key={each}>{t(`fact.value.${each}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {CYCLES.map((cycle, row) => (
          <tr key={cycle}>
            <th scope="row">{t(`fact.value.${cycle}`)}</th>
            {(cells[row] ?? []).map((name, column) => (
              <td key={AMOUNTS[column]}>{known(t, "class", name)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tiers({ tiers }: { tiers: Tier[] }) {
  const { t } = useLanguage();
  return (
    <dl className="value-facts">
      {tiers.map((tier) => (
        <div key={tier.name}>
          <dt>{known(t, "class", tier.name)}</dt>
          <dd>{t(tier.after ? "value.afterYears" : "value.fromYears", { years: tier.years })}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ratios({ ratios }: { ratios: Ratio[] }) {
  const { t } = useLanguage();
  return (
    <dl className="value-facts">
      {ratios.map((ratio) => (
        <div key={ratio.attribute}>
          <dt>{known(t, "fact", ratio.attribute)}</dt>
          <dd>
            × {ratio.weight}
            {ratio.standard !== 1 && ` / ${ratio.standard}`}
          </dd>
        </div>
      ))}
    </dl>
  );
}
