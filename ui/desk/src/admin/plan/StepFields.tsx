/** One step of a plan: when, what is needed from then on, who else is asked, and what else it does. */
import {
  ActionIcon,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Switch,
  TextInput,
} from "@mantine/core";
import { IconTrash, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Finding, Measure, PlanStep, SkipIf, Strategy } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { useAgents, useQueues } from "../../live/queries.ts";
import { ChooseOne, Seconds } from "../fields.tsx";
import { FieldFindings } from "../findings.tsx";
import { NeedsEditor } from "../NeedsEditor.tsx";

export const STRATEGIES: Strategy[] = [
  "longest_idle",
  "least_occupied",
  "most_skilled",
  "fewest_skills_first",
  "best_match",
  "round_robin",
  "linear",
  "random",
  "fewest_handled",
  "ring_all",
];
const MEASURES: Measure[] = ["available", "logged_in", "longest_idle_s", "queue_length", "estimated_wait_s"];

interface Props {
  number: number;
  step: PlanStep;
  findings: Finding[];
  onChange: (step: PlanStep) => void;
  onRemove: () => void;
  children: ReactNode;
}

export function StepFields({ number, step, findings, onChange, onRemove, children }: Props) {
  const { t } = useLanguage();
  const queues = useQueues();
  const agents = useAgents();
  const set = (change: Partial<PlanStep>) => onChange({ ...step, ...change });
  const field = `steps.${number - 1}`;
  return (
    <fieldset className="step">
      <legend>{t("plans.step", { step: number })}</legend>
      <Group align="flex-end" gap="sm">
        <Seconds
          w={200}
          label={t("step.at")}
          max={1_209_600}
          value={step.at_s}
          onChange={(seconds) => set({ at_s: seconds })}
        />
        <SegmentedControl
          aria-label={t("step.mode")}
          data={[
            { value: "replace", label: t("step.replace") },
            { value: "add", label: t("step.add") },
          ]}
          value={step.mode}
          onChange={(mode) => set({ mode: mode })}
        />
        <ActionIcon ml="auto" size={30} aria-label={t("step.remove")} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      <FieldFindings findings={findings} field={field} />
      {children}
      <Switch
        label={t("step.changesNeeds")}
        checked={step.needs !== null}
        onChange={(event) => set({ needs: event.currentTarget.checked ? [] : null })}
      />
      {step.needs !== null && <NeedsEditor needs={step.needs} onChange={(needs) => set({ needs })} />}
      <Group grow align="flex-start">
        <Select
          label={t("step.ring")}
          description={t("step.ringHint")}
          data={[
            { value: "", label: t("step.ringKeep") },
            { value: "0", label: t("step.ringAll") },
            ...[1, 2, 3, 4, 5].map((ring) => ({ value: String(ring), label: t("step.ringTo", { ring }) })),
          ]}
          value={step.ring === null ? "" : String(step.ring)}
          onChange={(ring) => set({ ring: ring ? Number(ring) : null })}
          allowDeselect={false}
        />
        <MultiSelect
          label={t("step.queues")}
          description={t("step.queuesHint")}
          data={queues.map((each) => ({ value: each.id, label: each.name }))}
          value={step.queue_ids}
          onChange={(ids) => set({ queue_ids: ids })}
        />
        <MultiSelect
          label={t("step.agents")}
          description={t("step.agentsHint")}
          searchable
          data={agents.map((each) => ({ value: each.id, label: each.name }))}
          value={step.agent_ids}
          onChange={(ids) => set({ agent_ids: ids })}
        />
      </Group>
      <Group grow align="flex-start">
        <NumberInput
          label={t("step.priority")}
          description={t("step.priorityHint")}
          min={-100}
          max={100}
          value={step.priority}
          onChange={(points) => set({ priority: Number(points) || 0 })}
        />
        <ChooseOne
          label={t("step.moveTo")}
          description={t("step.moveToHint")}
          none={t("step.stays")}
          items={queues}
          value={step.move_to}
          onChange={(id) => set({ move_to: id })}
        />
        <ChooseOne
          label={t("queues.strategy")}
          description={t("step.strategyHint")}
          none={t("step.strategyKeep")}
          items={STRATEGIES.map((each) => ({ id: each, name: t(`strategy.${each}`) }))}
          value={step.strategy}
          onChange={(strategy) => set({ strategy: strategy as Strategy | null })}
        />
      </Group>
      <TextInput
        label={t("step.announcement")}
        description={t("step.announcementHint")}
        value={step.announcement}
        maxLength={2000}
        onChange={(event) => set({ announcement: event.currentTarget.value })}
      />
      <SkipConditions conditions={step.skip_if} onChange={(skip) => set({ skip_if: skip })} />
    </fieldset>
  );
}

function SkipConditions({
  conditions,
  onChange,
}: {
  conditions: SkipIf[];
  onChange: (conditions: SkipIf[]) => void;
}) {
  const { t } = useLanguage();
  return (
    <div>
      {conditions.map((each, place) => (
        <Group key={place} gap={6} wrap="nowrap" className="skip-row">
          <span className="dim">{place === 0 ? t("skip.if") : t("needs.or")}</span>
          <Select
            flex={1}
            aria-label={t("skip.measure")}
            data={MEASURES.map((measure) => ({ value: measure, label: t(`measure.${measure}`) }))}
            value={each.measure}
            onChange={(measure) =>
              onChange(conditions.with(place, { ...each, measure: measure ?? each.measure }))
            }
            allowDeselect={false}
          />
          {(["at_least", "at_most"] as const).map((bound) => (
            <NumberInput
              key={bound}
              w={110}
              hideControls
              aria-label={t(`skip.${bound}`)}
              placeholder={t(`skip.${bound}`)}
              min={0}
              value={each[bound] ?? ""}
              onChange={(value) =>
                onChange(conditions.with(place, { ...each, [bound]: value === "" ? null : Number(value) }))
              }
            />
          ))}
          <ActionIcon
            aria-label={t("common.remove")}
            onClick={() => onChange(conditions.filter((_, at) => at !== place))}
          >
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={() => onChange([...conditions, { measure: "available", at_least: null, at_most: 0 }])}
      >
        {t("skip.add")}
      </Button>
    </div>
  );
}
