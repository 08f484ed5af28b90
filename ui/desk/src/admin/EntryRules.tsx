/** Entry rules in their order, and a dry run that shows which one fires for a given contact. */
import {
  Badge,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Switch,
  TagsInput,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import { known, useLanguage, type Translate } from "../i18n/index.ts";
import { useDesk, useQueues } from "../live/queries.ts";
import type { Plan, SlaPolicy } from "../api/routing.ts";
import { ClassesInput } from "../value/ClassesInput.tsx";
import { DryRunSheet } from "./DryRunSheet.tsx";
import { EditedList } from "./EditedList.tsx";
import { ChooseOne } from "./fields.tsx";
import { about, FieldFindings, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminForm } from "./parts.tsx";
import type { Conditions, EntryRule, Requirement } from "./types.ts";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/entry-rules";

const NOTHING: Conditions = {
  channels: [],
  kinds: [],
  our_addresses: [],
  languages: [],
  customer_tags: [],
  classes: {},
  has_owner: null,
  digits: [],
  answers: {},
  open: null,
};

export default function EntryRules() {
  const { t } = useLanguage();
  const queues = useQueues();
  const list = useList<EntryRule>(PATH);
  const [isTrying, setTrying] = useState(false);
  const plans = useList<Plan>("/plans").items;
  const findings = useFindings();
  const rules = list.items.toSorted((left, right) => left.position - right.position);
  return (
    <>
      <EditedList
        list={list}
        rows={rules}
        hint={t("rules.hint")}
        keyOf={(rule) => rule.id}
        isQuiet={(rule) => !rule.enabled}
        extra={
          <Button variant="default" onClick={() => setTrying(true)}>
            {t("rules.dryRun")}
          </Button>
        }
        columns={[
          { head: "#", cell: (rule) => rule.position, className: "time" },
          {
            head: t("users.name"),
            cell: (rule) => (
              <>
                {rule.name} <FindingsBadge findings={about(findings, "entry_rule", rule.id)} />
              </>
            ),
          },
          { head: t("rules.when"), cell: (rule) => describe(t, rule.conditions) },
          {
            head: t("live.queue"),
            cell: (rule) => queues.find((queue) => queue.id === rule.queue_id)?.name,
          },
          {
            head: t("rules.needs"),
            cell: (rule) =>
              rule.requirements.map((each) => (
                <Badge key={each.skill} color="gray">
                  {each.skill} ≥ {each.level}
                </Badge>
              )),
          },
          {
            head: t("rules.plan"),
            cell: (rule) => plans.find((plan) => plan.id === rule.plan_id)?.name,
          },
        ]}
        form={(editing) => <RuleForm last={rules.at(-1)?.position ?? 0} {...editing} />}
      />
      {isTrying && <DryRunSheet onClose={() => setTrying(false)} />}
    </>
  );
}

function describe(t: Translate, conditions: Conditions): string {
  const parts = (Object.entries(conditions) as [string, Conditions[keyof Conditions]][])
    .filter(([, value]) => typeof value === "boolean" || (value !== null && Object.keys(value).length > 0))
    .map(([name, value]) => `${known(t, "condition", name)}: ${valueText(t, name, value)}`);
  return parts.join("; ") || t("rules.always");
}

function valueText(t: Translate, name: string, value: Conditions[keyof Conditions]): string {
  if (Array.isArray(value)) {
    return value.map((each) => (name === "kinds" ? known(t, "kind", each) : each)).join(", ");
  }
  if (typeof value === "boolean") return value ? t("common.yes") : t("common.no");
  return Object.entries(value ?? {})
    .map(([name, each]) => `${name} = ${String(each)}`)
    .join(", ");
}

function RuleForm({ last, ...editing }: Editing<EntryRule> & { last: number }) {
  const { item: rule } = editing;
  const { t } = useLanguage();
  const queues = useQueues();
  const channels = useDesk((desk) => desk.channels);
  const plans = useList<Plan>("/plans").items;
  const policies = useList<SlaPolicy>("/sla-policies").items;
  const findings = about(useFindings(), "entry_rule", rule?.id);
  const [fields, setFields] = useState({
    name: rule?.name ?? "",
    position: rule?.position ?? last + 10,
    queue_id: rule?.queue_id ?? queues[0]?.id ?? "",
    priority: rule?.priority ?? 0,
    to_owner: rule?.to_owner ?? false,
    to_last_agent_days: rule?.to_last_agent_days ?? null,
    plan_id: rule?.plan_id ?? null,
    sla_id: rule?.sla_id ?? null,
    enabled: rule?.enabled ?? true,
  });
  const [conditions, setConditions] = useState<Conditions>({ ...NOTHING, ...rule?.conditions });
  const [needs, setNeeds] = useState<string[]>(
    rule?.requirements.map((each) => `${each.skill}>=${each.level}`) ?? [],
  );
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const when = (change: Partial<Conditions>) => setConditions((old) => ({ ...old, ...change }));
  const body = { ...fields, conditions, requirements: needs.map(requirementOf) };
  return (
    <AdminForm
      title={rule?.name ?? t("rules.add")}
      size={760}
      onRemove={remove}
      error={error}
      busy={busy}
      canSave={fields.name !== "" && fields.queue_id !== ""}
      onSave={() => store(body)}
      onClose={editing.onClose}
    >
      <Group grow>
        <TextInput
          label={t("users.name")}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NumberInput
          label={t("rules.position")}
          value={fields.position}
          onChange={(position) => set({ position: Number(position) })}
        />
      </Group>
      <Group grow align="flex-start">
        <MultiSelect
          label={t("condition.channels")}
          data={channels.map((each) => each.name)}
          value={conditions.channels}
          onChange={(value) => when({ channels: value })}
        />
        <TagsInput
          label={t("condition.our_addresses")}
          value={conditions.our_addresses}
          onChange={(value) => when({ our_addresses: value })}
        />
      </Group>
      <Group grow align="flex-start">
        <TagsInput
          label={t("condition.languages")}
          value={conditions.languages}
          onChange={(value) => when({ languages: value })}
        />
        <TagsInput
          label={t("condition.customer_tags")}
          value={conditions.customer_tags}
          onChange={(value) => when({ customer_tags: value })}
        />
        <ClassesInput value={conditions.classes} onChange={(classes) => when({ classes })} />
        <TagsInput
          label={t("condition.digits")}
          value={conditions.digits}
          onChange={(value) => when({ digits: value })}
        />
      </Group>
      <Group grow align="flex-start">
        <Select
          label={t("live.queue")}
          data={queues.map((queue) => ({ value: queue.id, label: queue.name }))}
          value={fields.queue_id}
          onChange={(id) => set({ queue_id: id ?? fields.queue_id })}
          allowDeselect={false}
        />
        <TagsInput label={t("rules.needs")} placeholder="spanish>=6" value={needs} onChange={setNeeds} />
        <NumberInput
          label={t("rules.priority")}
          value={fields.priority}
          onChange={(priority) => set({ priority: Number(priority) })}
        />
      </Group>
      <FieldFindings findings={findings} field="requirements" />
      <FieldFindings findings={findings} field="queue_id" />
      <FieldFindings findings={findings} field="position" />
      <Group grow align="flex-start">
        <ChooseOne
          label={t("rules.plan")}
          description={t("rules.planHint")}
          none={t("rules.ofQueue")}
          items={plans}
          value={fields.plan_id}
          onChange={(id) => set({ plan_id: id })}
        />
        <ChooseOne
          label={t("rules.sla")}
          description={t("rules.planHint")}
          none={t("rules.ofQueue")}
          items={policies}
          value={fields.sla_id}
          onChange={(id) => set({ sla_id: id })}
        />
        <NumberInput
          label={t("rules.toLast")}
          description={t("rules.days", { days: fields.to_last_agent_days ?? 0 })}
          placeholder={t("common.no")}
          min={1}
          max={365}
          value={fields.to_last_agent_days ?? ""}
          onChange={(days) => set({ to_last_agent_days: Number(days) || null })}
        />
      </Group>
      <Group>
        <Switch
          label={t("rules.toOwner")}
          checked={fields.to_owner}
          onChange={(event) => set({ to_owner: event.currentTarget.checked })}
        />
        <Switch
          label={t("rules.enabled")}
          checked={fields.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </Group>
    </AdminForm>
  );
}

function requirementOf(text: string): Requirement {
  const [skill = "", level] = text.split(/\s*(?:>=|≥|:)\s*/);
  return { skill: skill.trim(), level: Number(level) || 1 };
}
