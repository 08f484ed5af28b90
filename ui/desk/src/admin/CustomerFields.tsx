/** What is to be known of customers beside the own fields. */
import { Badge, NumberInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CustomerField, FieldType } from "../api/records.ts";
import { useLanguage } from "../i18n/index.ts";
import { EditedList } from "./EditedList.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/customer-fields";
const TYPES: FieldType[] = ["text", "number", "date", "boolean", "choice", "choices"];

export default function CustomerFields() {
  const { t, locale } = useLanguage();
  const list = useList<CustomerField>(PATH);
  const named = (field: CustomerField) =>
    (locale.startsWith("zh") ? field.label_zh : field.label_en) || field.key;
  return (
    <EditedList
      list={list}
      hint={t("fields.hint")}
      keyOf={(field) => field.id}
      isQuiet={(field) => !field.active}
      columns={[
        { head: t("users.name"), cell: named },
        { head: t("fields.key"), cell: (field) => <code>{field.key}</code> },
        {
          head: t("fields.type"),
          cell: (field) =>
            [t(`fields.type.${field.type}`), field.choices.join(", ")].filter(Boolean).join(": "),
        },
        {
          head: t("users.state"),
          cell: (field) => (
            <>
              {field.required && <Badge color="blue">{t("fields.required")}</Badge>}{" "}
              {field.personal && <Badge color="grape">{t("fields.personal")}</Badge>}
            </>
          ),
        },
      ]}
      form={(editing) => <FieldForm {...editing} />}
    />
  );
}

function FieldForm(editing: Editing<CustomerField>) {
  const { item: field } = editing;
  const { t } = useLanguage();
  const [key, setKey] = useState(field?.key ?? "");
  const [body, setBody] = useState({
    label_en: field?.label_en ?? "",
    label_zh: field?.label_zh ?? "",
    type: field?.type ?? "text",
    choices: field?.choices ?? [],
    required: field?.required ?? false,
    personal: field?.personal ?? false,
    position: field?.position ?? 0,
    active: field?.active ?? true,
  });
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const set = (change: Partial<typeof body>) => setBody({ ...body, ...change });
  const hasChoices = body.type === "choice" || body.type === "choices";
  return (
    <AdminForm
      title={field?.key ?? t("fields.add")}
      error={error}
      busy={busy}
      canSave={key.trim() !== ""}
      onSave={() => {
        const whole = { ...body, choices: hasChoices ? body.choices : [] };
        store(field ? whole : { key: key.trim(), ...whole });
      }}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <TextInput
        label={t("fields.key")}
        description={t("fields.keyHint")}
        value={key}
        disabled={field !== null}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus={field === null || undefined}
      />
      <TextInput
        label={t("fields.labelEn")}
        value={body.label_en}
        onChange={(event) => set({ label_en: event.currentTarget.value })}
      />
      <TextInput
        label={t("fields.labelZh")}
        value={body.label_zh}
        onChange={(event) => set({ label_zh: event.currentTarget.value })}
      />
      <Select
        label={t("fields.type")}
        data={TYPES.map((each) => ({ value: each, label: t(`fields.type.${each}`) }))}
        value={body.type}
        onChange={(type) => set({ type: type ?? "text" })}
        allowDeselect={false}
      />
      {hasChoices && (
        <TagsInput
          label={t("fields.choices")}
          value={body.choices}
          onChange={(choices) => set({ choices })}
          splitChars={[",", "，"]}
        />
      )}
      <NumberInput
        label={t("fields.position")}
        min={0}
        value={body.position}
        onChange={(position) => set({ position: Number(position) || 0 })}
      />
      <Switch
        label={t("fields.required")}
        checked={body.required}
        onChange={(event) => set({ required: event.currentTarget.checked })}
      />
      <Switch
        label={t("fields.personal")}
        checked={body.personal}
        onChange={(event) => set({ personal: event.currentTarget.checked })}
      />
      <Switch
        label={t("fields.active")}
        checked={body.active}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </AdminForm>
  );
}
