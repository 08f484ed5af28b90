/** Macros: their steps in order, what each needs, and for whom they are. */
import {
  ActionIcon,
  Badge,
  Button,
  Group,
  MultiSelect,
  NativeSelect,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { EditedList } from "../admin/EditedList.tsx";
import { KINDS } from "../admin/fields.tsx";
import { AdminForm } from "../admin/parts.tsx";
import { useList, type Editing } from "../admin/useList.ts";
import { useRecord } from "../admin/useRecord.ts";
import type { Macro, MacroAction, MacroStep } from "../api/knowledge.ts";
import type { Kind } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { MacroStepFields } from "./MacroStepFields.tsx";
import { moved, withStep } from "./macro.ts";
import { ReachFields, reachFor, useFirstScope, type Reach } from "./Reach.tsx";

const PATH = "/macros";
const STEPS: MacroStep[] = [
  "reply",
  "note",
  "add_tag",
  "set_priority",
  "set_disposition",
  "open_case",
  "make_task",
  "tie_article",
  "snooze",
  "pend",
  "transfer",
  "close",
];

export default function Macros() {
  const { t } = useLanguage();
  const list = useList<Macro>(PATH);
  return (
    <EditedList
      list={list}
      hint={t("macros.hint")}
      keyOf={(each) => each.id}
      isQuiet={(each) => !each.enabled}
      columns={[
        {
          head: t("users.name"),
          cell: (each) => (
            <>
              {each.name}
              {each.hint && (
                <Text size="xs" c="dimmed">
                  {each.hint}
                </Text>
              )}
            </>
          ),
        },
        {
          head: t("macros.steps"),
          cell: (each) => (
            <Group gap={4}>
              {each.actions.map((action, index) => (
                <Badge key={index} color="gray">
                  {index + 1} {t(`step.${action.step}`)}
                </Badge>
              ))}
            </Group>
          ),
        },
        {
          head: t("canned.scope"),
          cell: (each) => (each.scope === "team" ? each.team : t(`scope.${each.scope}`)),
        },
        { head: t("canned.used"), cell: (each) => each.usage?.uses ?? 0 },
      ]}
      form={(editing) => <MacroForm {...editing} />}
    />
  );
}

function MacroForm(editing: Editing<Macro>) {
  const { item: macro } = editing;
  const { t } = useLanguage();
  const firstScope = useFirstScope();
  const [name, setName] = useState(macro?.name ?? "");
  const [hint, setHint] = useState(macro?.hint ?? "");
  const [kinds, setKinds] = useState<Kind[]>(macro?.kinds ?? []);
  const [enabled, setEnabled] = useState(macro?.enabled ?? true);
  const [reach, setReach] = useState<Reach>({ scope: macro?.scope ?? firstScope, team: macro?.team ?? "" });
  const [actions, setActions] = useState<MacroAction[]>(macro?.actions ?? []);
  const { store, remove, busy, error } = useRecord(PATH, editing);
  return (
    <AdminForm
      title={macro?.name ?? t("macros.add")}
      error={error}
      busy={busy}
      canSave={name.trim() !== "" && actions.length > 0}
      onSave={() => store({ name, hint, kinds, enabled, ...reachFor(reach), actions })}
      onClose={editing.onClose}
      onRemove={remove}
    >
      <Group grow align="flex-start">
        <TextInput
          label={t("users.name")}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("macros.note")}
          value={hint}
          onChange={(event) => setHint(event.currentTarget.value)}
        />
      </Group>
      <Steps actions={actions} onChange={setActions} />
      <MultiSelect
        label={t("macros.kinds")}
        data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={kinds}
        onChange={(chosen) => setKinds(chosen)}
      />
      <ReachFields reach={reach} onChange={setReach} />
      <Switch
        label={t("macros.on")}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </AdminForm>
  );
}

interface StepsProps {
  actions: MacroAction[];
  onChange: (actions: MacroAction[]) => void;
}

function Steps({ actions, onChange }: StepsProps) {
  const { t } = useLanguage();
  return (
    <fieldset className="birthday macro-steps">
      <legend className="section-title">{t("macros.steps")}</legend>
      {actions.map((action, index) => (
        <div className="macro-step" key={index}>
          <span className="macro-number">{index + 1}</span>
          <div className="macro-fields">
            <NativeSelect
              aria-label={`${t("macros.steps")} ${index + 1}`}
              value={action.step}
              onChange={(event) =>
                onChange(withStep(actions, index, { step: event.currentTarget.value as MacroStep }))
              }
              data={STEPS.map((step) => ({ value: step, label: t(`step.${step}`) }))}
            />
            <MacroStepFields
              action={action}
              onChange={(fields) => onChange(actions.with(index, { ...action, ...fields }))}
            />
          </div>
          <Group gap={0} wrap="nowrap">
            <ActionIcon
              aria-label={t("macros.up")}
              disabled={index === 0}
              onClick={() => onChange(moved(actions, index, -1))}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("macros.down")}
              disabled={index === actions.length - 1}
              onClick={() => onChange(moved(actions, index, 1))}
            >
              <IconArrowDown size={14} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("common.remove")}
              onClick={() => onChange(actions.filter((_, at) => at !== index))}
            >
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
        </div>
      ))}
      <Button
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange(withStep(actions, actions.length, { step: "note" }))}
      >
        {t("macros.addStep")}
      </Button>
    </fieldset>
  );
}
