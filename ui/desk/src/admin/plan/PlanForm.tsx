/** One plan on a time line: choose a step, change it, and see at once who could take the work then. */
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { Plan, PlanStep } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { useQueues } from "../../live/queries.ts";
import { ChooseOne, OptionalSeconds } from "../fields.tsx";
import { about, FieldFindings, useFindings } from "../findings.tsx";
import { cleanNeeds } from "../NeedsEditor.tsx";
import { AdminForm } from "../parts.tsx";
import type { Editing } from "../useList.ts";
import { useRecord } from "../useRecord.ts";
import { Preview, usePreview } from "./Preview.tsx";
import { StepFields } from "./StepFields.tsx";
import { TimeLine } from "./TimeLine.tsx";

const PATH = "/plans";
const MOST_STEPS = 10;
const USUAL_GAP_S = 30;
const AFTER: Plan["after"][] = ["hold_last", "any_agent_in_queue", "overflow"];

const stepAt = (seconds: number): PlanStep => ({
  at_s: seconds,
  mode: "replace",
  needs: null,
  ring: null,
  agent_ids: [],
  queue_ids: [],
  move_to: null,
  priority: 0,
  strategy: null,
  skip_if: [],
  announcement: "",
});

export function PlanForm(editing: Editing<Plan>) {
  const { item: plan } = editing;
  const { t } = useLanguage();
  const queues = useQueues() as { id: string; name: string; plan_id?: string | null }[];
  const findings = about(useFindings(), "plan", plan?.id);
  const [name, setName] = useState(plan?.name ?? "");
  const [after, setAfter] = useState<Plan["after"]>(plan?.after ?? "hold_last");
  const [endsAt, setEndsAt] = useState(plan?.ends_at_s ?? null);
  const [steps, setSteps] = useState<PlanStep[]>(plan?.steps ?? [stepAt(USUAL_GAP_S)]);
  const [chosen, setChosen] = useState(0);
  const [queueId, setQueueId] = useState(
    (queues.find((each) => each.plan_id === plan?.id && plan) ?? queues[0])?.id ?? null,
  );
  const preview = usePreview({ steps, after, ends_at_s: endsAt }, queueId);
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const body = {
    name: name.trim(),
    after,
    ends_at_s: after === "hold_last" ? null : endsAt,
    steps: steps.map((each) => ({ ...each, needs: each.needs && cleanNeeds(each.needs) })),
  };
  /** Steps stand in the order of time; the chosen one stays chosen wherever it moves. */
  const change = (place: number, step: PlanStep) => {
    const changed = steps.with(place, step);
    const sorted = changed.toSorted((left, right) => left.at_s - right.at_s);
    setSteps(sorted);
    setChosen(sorted.indexOf(step));
  };
  const add = () => {
    const last = steps.at(-1)?.at_s ?? 0;
    setSteps([...steps, stepAt(steps.length > 0 ? last + USUAL_GAP_S : 0)]);
    setChosen(steps.length);
  };
  const drop = (place: number) => {
    setSteps(steps.filter((_, at) => at !== place));
    setChosen(Math.max(0, place - 1));
  };
  const step = steps[chosen];
  return (
    <AdminForm
      title={plan?.name ?? t("plans.add")}
      size={980}
      error={error}
      busy={busy}
      canSave={name.trim() !== ""}
      onSave={() => store(body)}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <Group grow align="flex-start">
        <TextInput
          label={t("users.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <ChooseOne
          label={t("plans.previewFor")}
          none={t("plans.noQueue")}
          items={queues}
          value={queueId}
          onChange={setQueueId}
        />
      </Group>
      <FieldFindings findings={findings.filter((each) => each.field === "")} field="" />
      <TimeLine
        steps={steps}
        endsAt={after === "hold_last" ? null : endsAt}
        preview={preview}
        chosen={chosen}
        onChoose={setChosen}
        onChange={change}
      />
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconPlus size={13} />}
          disabled={steps.length >= MOST_STEPS}
          onClick={add}
        >
          {t("plans.addStep")}
        </Button>
        <Text size="xs" c="dimmed">
          {t("plans.timeHint")}
        </Text>
      </Group>
      {step && (
        <StepFields
          key={chosen}
          number={chosen + 1}
          step={step}
          findings={findings}
          onChange={(changed) => change(chosen, changed)}
          onRemove={() => drop(chosen)}
        >
          <Preview stretch={preview.find((each) => each.taken === chosen + 1)} />
        </StepFields>
      )}
      <Group grow align="flex-start">
        <Select
          label={t("plans.after")}
          description={t("plans.afterHint")}
          data={AFTER.map((each) => ({ value: each, label: t(`after.${each}`) }))}
          value={after}
          onChange={(value) => setAfter(value ?? after)}
          allowDeselect={false}
        />
        {after !== "hold_last" && (
          <OptionalSeconds
            label={t("plans.endsAt")}
            description={t("plans.endsAtHint")}
            value={endsAt}
            onChange={setEndsAt}
          />
        )}
      </Group>
      <FieldFindings findings={findings} field="after" />
    </AdminForm>
  );
}
