/** What a report counts: days, rows, interval, queue, channel, agent, and by which rule. */
import { Button, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import type { Problem } from "../api/client.ts";
import type { Kind } from "../api/types.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useAgents, useDesk, useQueues } from "../live/queries.ts";
import {
  dayIn,
  INTERVALS,
  lastDays,
  ROWS,
  VARIANTS,
  type Cohort,
  type IntervalName,
  type Question,
  type Variant,
} from "./reports.ts";

const KINDS: Kind[] = ["phone", "sms", "email", "webchat", "webhook", "manual"];
const RANGES: [Key, number][] = [
  ["reports.today", 1],
  ["reports.week", 7],
  ["reports.month", 30],
];

interface Props {
  question: Question;
  onChange: (question: Question) => void;
  error: Problem | null;
}

export function ReportFilters({ question, onChange, error }: Props) {
  const { t } = useLanguage();
  const zone = useDesk((desk) => desk.settings.time_zone);
  const queues = useQueues();
  const agents = useAgents();
  const change = (part: Partial<Question>) => onChange({ ...question, ...part });
  const wrong = (field: string) => error?.errors.find((each) => each.field === field)?.message;
  return (
    <form className="reports-filters" onSubmit={(event) => event.preventDefault()}>
      <SegmentedControl
        className="reports-rows"
        aria-label={t("reports.rows")}
        value={question.rows}
        data={ROWS.map((rows) => ({ value: rows, label: t(`reports.rows.${rows}`) }))}
        onChange={(rows) => change({ rows: rows })}
      />
      <Group className="reports-ranges" gap={4} role="group" aria-label={t("reports.range")}>
        {RANGES.map(([name, days]) => {
          const range = lastDays(days, dayIn(zone, new Date()));
          const isHere = range.from === question.from && range.to === question.to;
          return (
            <Button
              key={name}
              size="compact-sm"
              variant={isHere ? "light" : "subtle"}
              aria-pressed={isHere}
              onClick={() => change({ ...range, interval: days > 7 ? "day" : question.interval })}
            >
              {t(name)}
            </Button>
          );
        })}
      </Group>
      <TextInput
        type="date"
        label={t("reports.from")}
        value={question.from}
        max={question.to}
        error={wrong("from")}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t("reports.to")}
        value={question.to}
        min={question.from}
        error={wrong("to")}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
      {question.rows === "intervals" && (
        <Select
          label={t("reports.interval")}
          value={question.interval}
          allowDeselect={false}
          data={INTERVALS.map((each) => ({ value: each, label: t(`reports.interval.${each}`) }))}
          onChange={(interval) => change({ interval: interval as IntervalName })}
        />
      )}
      <Select
        label={t("reports.queue")}
        placeholder={t("reports.all")}
        clearable
        searchable
        value={question.queue}
        data={queues.map((each) => ({ value: each.id, label: each.name }))}
        onChange={(queue) => change({ queue })}
      />
      <Select
        label={t("reports.channel")}
        placeholder={t("reports.all")}
        clearable
        value={question.kind}
        data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={(kind) => change({ kind })}
      />
      <Select
        label={t("reports.agent")}
        placeholder={t("reports.all")}
        clearable
        searchable
        value={question.agent}
        data={agents.map((each) => ({ value: each.id, label: each.name }))}
        onChange={(agent) => change({ agent })}
      />
      <Select
        label={t("reports.cohort")}
        value={question.cohort}
        allowDeselect={false}
        data={(["event", "enqueued"] as const).map((each) => ({
          value: each,
          label: t(`reports.cohort.${each}`),
        }))}
        onChange={(cohort) => change({ cohort: cohort as Cohort })}
      />
      <Select
        label={t("reports.variant")}
        value={question.variant}
        allowDeselect={false}
        data={VARIANTS.map((each) => ({ value: each, label: t(`reports.variant.${each}`) }))}
        onChange={(variant) => change({ variant: variant as Variant })}
      />
    </form>
  );
}
