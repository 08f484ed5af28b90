/** Skills: what they are called, who has them, and whether the pages offer them. */
import { Badge, Button, Switch, Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { del, patch, post } from "../api/client.ts";
import type { Skill } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminForm, AdminList } from "./parts.tsx";
import { useList, useSave } from "./useList.ts";

export default function Skills() {
  const { t } = useLanguage();
  const agents = useAgents();
  const findings = useFindings();
  const list = useList<Skill>("/skills");
  const [edited, setEdited] = useState<Skill | "new" | null>(null);
  const holders = (skill: string) =>
    agents
      .filter((agent) => (agent.skills[skill] ?? 0) > 0)
      .toSorted((left, right) => (right.skills[skill] ?? 0) - (left.skills[skill] ?? 0))
      .map((agent) => `${agent.name} ${agent.skills[skill] ?? 0}`);
  return (
    <>
      <AdminList
        list={list}
        heads={[t("skills.name"), t("skills.label"), t("skills.holders"), t("users.state"), ""]}
        hint={t("skills.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((skill) => (
          <Table.Tr key={skill.name} className={skill.active ? "" : "quiet"}>
            <Table.Td>
              {skill.name} <FindingsBadge findings={about(findings, "skill", skill.name)} />
            </Table.Td>
            <Table.Td>{skill.label}</Table.Td>
            <Table.Td>{holders(skill.name).join(", ") || t("skills.nobody")}</Table.Td>
            <Table.Td>
              <Badge color={skill.active ? "green" : "gray"}>
                {skill.active ? t("skills.offered") : t("skills.retired")}
              </Badge>
            </Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(skill)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <SkillForm
          skill={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
  );
}

function SkillForm({
  skill,
  onClose,
  onSaved,
}: {
  skill: Skill | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
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
