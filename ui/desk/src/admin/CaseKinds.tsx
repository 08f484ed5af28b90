/** Kinds of cases: what each promises, which fields it has, and whether it has after-sales work. */
import { Badge, Group, NumberInput, Switch, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import type { NamedHours } from "../api/routing.ts";
import type { CaseKind } from "../api/service.ts";
import { kindName } from "../cases/words.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { duration } from "../text/durations.ts";
import { fieldLines, fieldsOf } from "./caseFields.ts";
import { EditedList } from "./EditedList.tsx";
import { ChooseOne, OptionalSeconds } from "./fields.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/case-kinds";
const PROMISES = [
  ["first_reply_s", "sla.first_reply"],
  ["resolution_s", "sla.resolution"],
  ["joint_review_s", "sla.joint_review"],
  ["result_report_s", "sla.result_report"],
] as const satisfies readonly (readonly [keyof CaseKind, Key])[];

export default function CaseKinds() {
  const { t, locale } = useLanguage();
  const list = useList<CaseKind>(PATH);
  const hours = useList<NamedHours>("/hours");
  return (
    <EditedList
      list={list}
      hint={t("caseKinds.hint")}
      keyOf={(kind) => kind.id}
      isQuiet={(kind) => !kind.active}
      columns={[
        {
          head: t("case.kind"),
          cell: (kind) => (
            <>
              {kindName(list.items, kind.id, locale)}{" "}
              {kind.after_sales && <Badge color="gray">{t("visit.title")}</Badge>}
            </>
          ),
        },
        ...PROMISES.map(([name, label]) => ({
          head: t(label),
          cell: (kind: CaseKind) => {
            const seconds = kind[name];
            return seconds === null ? "–" : duration(seconds, locale);
          },
        })),
        {
          head: t("caseKinds.hours"),
          cell: (kind) => hours.items.find((each) => each.id === kind.hours_id)?.name ?? t("caseKinds.clock"),
        },
        { head: t("case.priority"), cell: (kind) => kind.priority },
      ]}
      form={(editing) => <KindForm hours={hours.items} {...editing} />}
    />
  );
}

function KindForm({ hours, ...editing }: Editing<CaseKind> & { hours: NamedHours[] }) {
  const { item: kind } = editing;
  const { t } = useLanguage();
  const [id, setId] = useState(kind?.id ?? "");
  const [fields, setFields] = useState({
    name_en: kind?.name_en ?? "",
    name_zh: kind?.name_zh ?? "",
    priority: kind?.priority ?? 0,
    first_reply_s: kind?.first_reply_s ?? null,
    resolution_s: kind?.resolution_s ?? null,
    joint_review_s: kind?.joint_review_s ?? null,
    result_report_s: kind?.result_report_s ?? null,
    hours_id: kind?.hours_id ?? null,
    apologise: kind?.apologise ?? false,
    after_sales: kind?.after_sales ?? false,
    reopen_days: kind?.reopen_days ?? 7,
    active: kind?.active ?? true,
  });
  const [lines, setLines] = useState(fieldLines(kind?.fields ?? []));
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const { store, busy, error } = useRecord(PATH, editing);
  return (
    <AdminForm
      title={kind ? kind.name_en : t("caseKinds.add")}
      error={error}
      busy={busy}
      canSave={fields.name_en.trim() !== "" && id !== ""}
      onSave={() => store({ ...(kind ? {} : { id }), ...fields, fields: fieldsOf(lines) })}
      onClose={editing.onClose}
    >
      {!kind && (
        <TextInput
          label={t("caseKinds.id")}
          description={t("caseKinds.idHint")}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <Group grow>
        <TextInput
          label={t("caseKinds.nameEn")}
          value={fields.name_en}
          onChange={(event) => set({ name_en: event.currentTarget.value })}
        />
        <TextInput
          label={t("caseKinds.nameZh")}
          value={fields.name_zh}
          onChange={(event) => set({ name_zh: event.currentTarget.value })}
        />
      </Group>
      <Group grow>
        {PROMISES.slice(0, 2).map(([name, label]) => (
          <OptionalSeconds
            key={name}
            label={t(label)}
            value={fields[name]}
            onChange={(seconds) => set({ [name]: seconds })}
          />
        ))}
      </Group>
      <Group grow>
        {PROMISES.slice(2).map(([name, label]) => (
          <OptionalSeconds
            key={name}
            label={t(label)}
            value={fields[name]}
            onChange={(seconds) => set({ [name]: seconds })}
          />
        ))}
      </Group>
      <Group grow align="flex-start">
        <ChooseOne
          label={t("caseKinds.hours")}
          none={t("caseKinds.clock")}
          items={hours}
          value={fields.hours_id}
          onChange={(hoursId) => set({ hours_id: hoursId })}
        />
        <NumberInput
          label={t("case.priority")}
          min={-100}
          max={100}
          value={fields.priority}
          onChange={(points) => set({ priority: Number(points) || 0 })}
        />
        <NumberInput
          label={t("caseKinds.reopenDays")}
          suffix={` ${t("caseKinds.days")}`}
          min={0}
          max={366}
          value={fields.reopen_days}
          onChange={(days) => set({ reopen_days: Number(days) || 0 })}
        />
      </Group>
      <Textarea
        label={t("caseKinds.fields")}
        description={t("caseKinds.fieldsHint")}
        autosize
        minRows={2}
        value={lines}
        onChange={(event) => setLines(event.currentTarget.value)}
      />
      <Switch
        label={t("caseKinds.apologise")}
        checked={fields.apologise}
        onChange={(event) => set({ apologise: event.currentTarget.checked })}
      />
      <Switch
        label={t("caseKinds.afterSales")}
        checked={fields.after_sales}
        onChange={(event) => set({ after_sales: event.currentTarget.checked })}
      />
      <Switch
        label={t("caseKinds.active")}
        checked={fields.active}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </AdminForm>
  );
}
