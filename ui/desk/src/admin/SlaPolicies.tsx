/** Promised times: how soon a first reply and a resolution are due, in which hours, and what a warning does. */
import { Group, NumberInput, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { NamedHours, SlaPolicy } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { duration, percent } from "../text/durations.ts";
import { EditedList } from "./EditedList.tsx";
import { ChooseOne, OptionalSeconds } from "./fields.tsx";
import { about, FieldFindings, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/sla-policies";

export default function SlaPolicies() {
  const { t, locale } = useLanguage();
  const list = useList<SlaPolicy>(PATH);
  const hours = useList<NamedHours>("/hours");
  const findings = useFindings();
  const time = (seconds: number | null) => (seconds === null ? "–" : duration(seconds, locale));
  return (
    <EditedList
      list={list}
      hint={t("slaPolicy.hint")}
      keyOf={(policy) => policy.id}
      columns={[
        {
          head: t("users.name"),
          cell: (policy) => (
            <>
              {policy.name} <FindingsBadge findings={about(findings, "sla_policy", policy.id)} />
            </>
          ),
        },
        { head: t("sla.first_reply"), cell: (policy) => time(policy.first_reply_s) },
        { head: t("sla.resolution"), cell: (policy) => time(policy.resolution_s) },
        {
          head: t("slaPolicy.hours"),
          cell: (policy) =>
            hours.items.find((each) => each.id === policy.hours_id)?.name ?? t("slaPolicy.queueHours"),
        },
        { head: t("slaPolicy.warnAt"), cell: (policy) => percent(policy.warn_at, locale) },
      ]}
      form={(editing) => <PolicyForm hours={hours.items} {...editing} />}
    />
  );
}

function PolicyForm({ hours, ...editing }: Editing<SlaPolicy> & { hours: NamedHours[] }) {
  const { item: policy } = editing;
  const { t, locale } = useLanguage();
  const findings = about(useFindings(), "sla_policy", policy?.id);
  const [fields, setFields] = useState({
    name: policy?.name ?? "",
    first_reply_s: policy ? policy.first_reply_s : 900,
    resolution_s: policy ? policy.resolution_s : null,
    warn_at: policy?.warn_at ?? 0.8,
    warn_priority: policy?.warn_priority ?? 0,
    breach_priority: policy?.breach_priority ?? 0,
    pauses_while_pending: policy?.pauses_while_pending ?? true,
    hours_id: policy?.hours_id ?? null,
  });
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const first = fields.first_reply_s ?? fields.resolution_s;
  return (
    <AdminForm
      title={policy?.name ?? t("slaPolicy.add")}
      error={error}
      busy={busy}
      canSave={fields.name.trim() !== "" && first !== null}
      onSave={() => store(fields)}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <TextInput
        label={t("users.name")}
        value={fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-autofocus
      />
      <Group grow align="flex-start">
        <div>
          <OptionalSeconds
            label={t("sla.first_reply")}
            description={t("slaPolicy.firstHint")}
            value={fields.first_reply_s}
            onChange={(seconds) => set({ first_reply_s: seconds })}
          />
          <FieldFindings findings={findings} field="first_reply_s" />
        </div>
        <div>
          <OptionalSeconds
            label={t("sla.resolution")}
            description={t("slaPolicy.resolutionHint")}
            value={fields.resolution_s}
            onChange={(seconds) => set({ resolution_s: seconds })}
          />
          <FieldFindings findings={findings} field="resolution_s" />
        </div>
      </Group>
      <ChooseOne
        label={t("slaPolicy.hours")}
        description={t("slaPolicy.hoursHint")}
        none={t("slaPolicy.queueHours")}
        items={hours}
        value={fields.hours_id}
        onChange={(id) => set({ hours_id: id })}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t("slaPolicy.warnAt")}
          suffix=" %"
          min={1}
          max={100}
          value={Math.round(fields.warn_at * 100)}
          onChange={(share) => set({ warn_at: Math.max(1, Number(share) || 80) / 100 })}
        />
        <NumberInput
          label={t("slaPolicy.warnPriority")}
          prefix="+"
          min={0}
          max={100}
          value={fields.warn_priority}
          onChange={(points) => set({ warn_priority: Number(points) || 0 })}
        />
        <NumberInput
          label={t("slaPolicy.breachPriority")}
          prefix="+"
          min={0}
          max={100}
          value={fields.breach_priority}
          onChange={(points) => set({ breach_priority: Number(points) || 0 })}
        />
      </Group>
      {first !== null && (
        <Text size="xs" c="dimmed">
          {t("slaPolicy.example", {
            warning: duration(first * fields.warn_at, locale),
            due: duration(first, locale),
          })}
        </Text>
      )}
      <Switch
        label={t("slaPolicy.pauses")}
        checked={fields.pauses_while_pending}
        onChange={(event) => set({ pauses_while_pending: event.currentTarget.checked })}
      />
    </AdminForm>
  );
}
