/** How customers are classed: each rule with its formula, source, thresholds and counts, and one customer worked out. */
import { Badge, Button, Group, Text } from "@mantine/core";
import { IconChartDots, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Customer } from "../api/types.ts";
import type { Rule, Rules, Scheme, Working } from "../api/value.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";
import "../styles/value.css";
import { fullTime } from "../text/times.ts";
import { colourOf } from "./classes.ts";
import { FactList } from "./FactList.tsx";
import { useAct, useRules, useWorking } from "./queries.ts";
import { RuleForm } from "./RuleForm.tsx";
import { RuleTable } from "./RuleTable.tsx";

export default function ValuePage() {
  const { t } = useLanguage();
  const { data, isError, refetch } = useRules();
  const [example, setExample] = useState<Customer | null>(null);
  const [editing, setEditing] = useState<Rule | null>(null);
  const { data: worked } = useWorking(example?.id ?? null);
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("nav.value")}</h1>
        <RunNow rules={data} />
      </header>
      {isError && (
        <Empty icon={IconChartDots} title={t("problem.title")}>
          <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {!data && !isError && <Rows count={8} height={48} />}
      {data && (
        <>
          <div className="value-head">
            <CustomerPicker label={t("value.example")} value={example} onChange={setExample} />
          </div>
          <div className="value-rules">
            {data.items.map((rule) => (
              <RuleCard
                key={rule.name}
                rule={rule}
                rules={data}
                worked={example ? worked : undefined}
                onEdit={() => setEditing(rule)}
              />
            ))}
          </div>
          {editing && (
            <RuleForm rule={editing} currency={currencyOf(data)} onClose={() => setEditing(null)} />
          )}
        </>
      )}
    </div>
  );
}

function currencyOf(rules: Rules): string {
  const currency = rules.items.find((each) => each.name === "figures")?.rule.currency;
  return typeof currency === "string" ? currency : "USD";
}

function RunNow({ rules }: { rules: Rules | undefined }) {
  const { t, locale } = useLanguage();
  const me = useMe();
  const { act, busy } = useAct();
  const last = rules?.last_run;
  return (
    <Group gap={12} ml="auto">
      <Text size="xs" c="dimmed">
        {last?.ended_at
          ? t("value.lastRun", { at: fullTime(last.ended_at, locale), count: last.customers })
          : t("value.neverRun")}
      </Text>
      {mayEdit(me.roles) && (
        <Button
          size="xs"
          loading={busy}
          leftSection={<IconPlayerPlay size={14} />}
          onClick={() => void act(() => post("/classifications/run"))}
        >
          {t("value.runNow")}
        </Button>
      )}
    </Group>
  );
}

const mayEdit = (roles: string[]): boolean => roles.includes("supervisor") || roles.includes("admin");

function RuleCard({
  rule,
  rules,
  worked,
  onEdit,
}: {
  rule: Rule;
  rules: Rules;
  worked: Working | undefined;
  onEdit: () => void;
}) {
  const { t, locale } = useLanguage();
  const me = useMe();
  const finding = worked?.items.find((each) => each.scheme === rule.name);
  const isOff = rule.rule.enabled === false;
  const title = t(`scheme.${rule.name}`);
  return (
    <section className="value-rule" aria-label={title}>
      <Group justify="space-between" wrap="nowrap">
        <h2>
          {title} {isOff && <Badge color="gray">{t("value.off")}</Badge>}
        </h2>
        {mayEdit(me.roles) && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={onEdit}
            aria-label={`${t("common.edit")}: ${title}`}
          >
            {t("common.edit")}
          </Button>
        )}
      </Group>
      <p>{t(`value.formula.${rule.name}`)}</p>
      <RuleTable rule={rule} currency={currencyOf(rules)} />
      <Counts counts={rules.counts[rule.name] ?? {}} />
      {finding && worked && (
        <div className="worked">
          <Group gap={8} mb={4}>
            <Text size="sm">{t("value.isClassed")}</Text>
            <Badge color={colourOf(finding.class)}>
              {finding.class ? known(t, "class", finding.class) : t("value.noClass")}
            </Badge>
          </Group>
          <FactList facts={finding.facts} currency={worked.currency} />
        </div>
      )}
      <span className="source">
        {t(`value.source.${rule.name as Scheme}`)} · {t("value.version", { version: rule.version })}
        {rule.at && ` · ${rule.by}, ${fullTime(rule.at, locale)}`}
      </span>
    </section>
  );
}

function Counts({ counts }: { counts: Record<string, number> }) {
  const { t, locale } = useLanguage();
  const shown = Object.entries(counts).toSorted(([, left], [, right]) => right - left);
  if (shown.length === 0) return null;
  return (
    <div className="value-counts">
      {shown.slice(0, 12).map(([name, count]) => (
        <Badge key={name} color={colourOf(name)} variant="light">
          {known(t, "class", name)} · {count.toLocaleString(locale)}
        </Badge>
      ))}
      {shown.length > 12 && (
        <Text size="xs" c="dimmed">
          {t("value.moreClasses", { count: shown.length - 12 })}
        </Text>
      )}
    </div>
  );
}
