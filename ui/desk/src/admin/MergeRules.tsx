/** What merges by itself: off until somebody turns a rule on. */
import { Badge, MultiSelect, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { EvidenceKind, MergeRule } from "../api/records.ts";
import { useLanguage } from "../i18n/index.ts";
import { EditedList } from "./EditedList.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/merge-rules";
const KINDS: EvidenceKind[] = [
  "verified_address",
  "external_id",
  "name",
  "birthday",
  "address",
  "similar_name",
  "similar_address",
];

export default function MergeRules() {
  const { t } = useLanguage();
  const list = useList<MergeRule>(PATH);
  return (
    <EditedList
      list={list}
      hint={t("mergeRules.hint")}
      keyOf={(rule) => rule.id}
      isQuiet={(rule) => !rule.enabled}
      columns={[
        { head: t("users.name"), cell: (rule) => rule.name },
        {
          head: t("mergeRules.needs"),
          cell: (rule) => rule.needs.map((each) => t(`evidence.${each}`)).join(" + "),
        },
        {
          head: t("users.state"),
          cell: (rule) => (
            <Badge color={rule.enabled ? "green" : "gray"}>
              {t(rule.enabled ? "mergeRules.enabled" : "mergeRules.off")}
            </Badge>
          ),
        },
      ]}
      form={(editing) => <RuleForm {...editing} />}
    />
  );
}

function RuleForm(editing: Editing<MergeRule>) {
  const { item: rule } = editing;
  const { t } = useLanguage();
  const [name, setName] = useState(rule?.name ?? "");
  const [needs, setNeeds] = useState<EvidenceKind[]>(rule?.needs ?? ["external_id", "name"]);
  const [enabled, setEnabled] = useState(rule?.enabled ?? false);
  const { store, remove, busy, error } = useRecord(PATH, editing);
  return (
    <AdminForm
      title={rule?.name ?? t("mergeRules.add")}
      error={error}
      busy={busy}
      canSave={name.trim() !== "" && needs.length > 0}
      onSave={() => store({ name: name.trim(), needs, enabled })}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <TextInput
        label={t("users.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <MultiSelect
        label={t("mergeRules.needs")}
        description={t("mergeRules.needsHint")}
        data={KINDS.map((each) => ({ value: each, label: t(`evidence.${each}`) }))}
        value={needs}
        onChange={(chosen) => setNeeds(chosen)}
      />
      <Switch
        label={t("mergeRules.enabled")}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </AdminForm>
  );
}
