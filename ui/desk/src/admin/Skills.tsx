/** Skills: what they are called, who has them, and whether the pages offer them. */
import { Badge, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { del, patch, post } from "../api/client.ts";
import type { Skill } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { EditedList } from "./EditedList.tsx";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, useSave, type Editing } from "./useList.ts";

export default function Skills() {
  const { t } = useLanguage();
  const agents = useAgents();
  const findings = useFindings();
  const list = useList<Skill>("/skills");
  const holders = (skill: string) =>
    agents
      .filter((agent) => (agent.skills[skill] ?? 0) > 0)
      .toSorted((left, right) => (right.skills[skill] ?? 0) - (left.skills[skill] ?? 0))
      .map((agent) => `${agent.name} ${agent.skills[skill] ?? 0}`);
  return (
    <EditedList
      list={list}
      hint={t("skills.hint")}
      keyOf={(skill) => skill.name}
      isQuiet={(skill) => !skill.active}
      columns={[
        {
          head: t("skills.name"),
          cell: (skill) => (
            <>
              {skill.name} <FindingsBadge findings={about(findings, "skill", skill.name)} />
            </>
          ),
        },
        { head: t("skills.label"), cell: (skill) => skill.label },
        {
          head: t("skills.holders"),
          cell: (skill) => holders(skill.name).join(", ") || t("skills.nobody"),
        },
        {
          head: t("users.state"),
          cell: (skill) => (
            <Badge color={skill.active ? "green" : "gray"}>
              {skill.active ? t("skills.offered") : t("skills.retired")}
            </Badge>
          ),
        },
      ]}
      form={(editing) => <SkillForm {...editing} />}
    />
  );
}

function SkillForm({ item: skill, onClose, onSaved }: Editing<Skill>) {
  const { t } = useLanguage();
  const [name, setName] = useState(skill?.name ?? "");
  const [label, setLabel] = useState(skill?.label ?? "");
  const [active, setActive] = useState(skill?.active ?? true);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const path = `/skills/${encodeURIComponent(name)}`;
  return (
    <AdminForm
      title={skill?.name ?? t("skills.add")}
      error={error}
      busy={busy}
      canSave={name.trim() !== ""}
      onSave={() =>
        void save(() =>
          skill ? patch(path, { label, active }) : post("/skills", { name: name.trim(), label, active }),
        )
      }
      onRemove={skill ? () => void save(() => del(path)) : undefined}
      onClose={onClose}
    >
      <TextInput
        label={t("skills.name")}
        description={t("skills.nameHint")}
        value={name}
        disabled={skill !== null}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus={skill === null || undefined}
      />
      <TextInput
        label={t("skills.label")}
        description={t("skills.labelHint")}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Switch
        label={t("skills.active")}
        checked={active}
        onChange={(event) => setActive(event.currentTarget.checked)}
      />
    </AdminForm>
  );
}
