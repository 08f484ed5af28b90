/** One agent: skills with levels, profile, phone, and how much of what at once. */
import { Accordion, Group, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { get, patch, post } from "../../api/client.ts";
import type { Capacity, RoutingProfile } from "../../api/routing.ts";
import type { Agent } from "../../api/types.ts";
import { useLanguage } from "../../i18n/index.ts";
import { ChooseOne, Section } from "../fields.tsx";
import { about, FieldFindings, useFindings } from "../findings.tsx";
import { AdminForm } from "../parts.tsx";
import { useSave, type Editing } from "../useList.ts";
import { CapacityFields, capacitySummary, USUAL } from "./CapacityFields.tsx";
import { Matrix, matrixSummary } from "./Matrix.tsx";
import { SkillLevels } from "./SkillLevels.tsx";

interface Props extends Editing<Agent> {
  profiles: RoutingProfile[];
}

export function AgentForm({ item: agent, profiles, onClose, onSaved }: Props) {
  const { t } = useLanguage();
  const findings = about(useFindings(), "agent", agent?.id);
  const [fields, setFields] = useState({
    name: agent?.name ?? "",
    phone: agent?.phone ?? "",
    languages: agent?.languages ?? [],
    profile_id: agent?.profile_id ?? null,
    skills: agent?.skills ?? {},
  });
  const [capacity, setCapacity] = useState<Capacity>({ ...USUAL, ...agent?.capacity });
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const store = async () => {
    const body = { ...fields, capacity };
    if (!agent) return post("/agents", body);
    // Presence changes raise the version too, so the one the list showed may be old.
    const { version } = await get<Agent>(`/agents/${agent.id}`);
    return patch(`/agents/${agent.id}`, body, version);
  };
  return (
    <AdminForm
      title={agent?.name ?? t("agents.add")}
      size="xl"
      error={error}
      busy={busy}
      canSave={fields.name.trim() !== ""}
      onSave={() => void save(store)}
      onClose={onClose}
    >
      <Group grow align="flex-start">
        <TextInput
          label={t("users.name")}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("users.phone")}
          description={t("agents.phoneHint")}
          value={fields.phone}
          onChange={(event) => set({ phone: event.currentTarget.value })}
        />
      </Group>
      <Group grow align="flex-start">
        <div>
          <ChooseOne
            label={t("agents.profile")}
            description={t("agents.profileHint")}
            none={t("agents.noProfile")}
            items={profiles}
            value={fields.profile_id}
            onChange={(id) => set({ profile_id: id })}
          />
          <FieldFindings findings={findings} field="profile_id" />
        </div>
        <TagsInput
          label={t("agents.languages")}
          description={t("agents.languagesHint")}
          value={fields.languages}
          onChange={(languages) => set({ languages })}
        />
      </Group>
      <FieldFindings findings={findings.filter((each) => each.field === "")} field="" />
      <Accordion multiple defaultValue={["skills"]} className="folds">
        <Section
          name="skills"
          title={t("agents.skills")}
          summary={
            Object.entries(fields.skills)
              .map(([skill, level]) => `${skill} ${level}`)
              .join(", ") || t("agent.noSkills")
          }
        >
          <SkillLevels skills={fields.skills} onChange={(skills) => set({ skills })} />
          <FieldFindings findings={findings} field="skills" />
        </Section>
        <Section name="capacity" title={t("agents.capacity")} summary={capacitySummary(t, capacity)}>
          <CapacityFields capacity={capacity} onChange={setCapacity} />
        </Section>
        <Section name="matrix" title={t("matrix.title")} summary={matrixSummary(t, capacity)}>
          <Matrix capacity={capacity} onChange={setCapacity} />
        </Section>
      </Accordion>
    </AdminForm>
  );
}
