/** Departments that cases may concern, with who leads them. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Department } from "../api/service.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { EditedList } from "./EditedList.tsx";
import { ChooseOne } from "./fields.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/departments";

export default function Departments() {
  const { t } = useLanguage();
  const agents = useAgents();
  const list = useList<Department>(PATH);
  return (
    <EditedList
      list={list}
      hint={t("departments.hint")}
      keyOf={(each) => each.id}
      columns={[
        { head: t("departments.name"), cell: (each) => each.name },
        { head: t("departments.nameZh"), cell: (each) => each.name_zh },
        {
          head: t("departments.lead"),
          cell: (each) =>
            agents.find((agent) => agent.id === each.lead_agent_id)?.name ?? t("departments.noLead"),
        },
        { head: t("case.team"), cell: (each) => each.team },
      ]}
      form={(editing) => <DepartmentForm {...editing} />}
    />
  );
}

function DepartmentForm(editing: Editing<Department>) {
  const { item } = editing;
  const { t } = useLanguage();
  const agents = useAgents();
  const [fields, setFields] = useState({
    name: item?.name ?? "",
    name_zh: item?.name_zh ?? "",
    lead_agent_id: item?.lead_agent_id ?? null,
    team: item?.team ?? "",
  });
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const { store, busy, error } = useRecord(PATH, editing);
  return (
    <AdminForm
      title={item?.name ?? t("departments.add")}
      error={error}
      busy={busy}
      canSave={fields.name.trim() !== ""}
      onSave={() => store(fields)}
      onClose={editing.onClose}
    >
      <TextInput
        label={t("departments.name")}
        value={fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label={t("departments.nameZh")}
        value={fields.name_zh}
        onChange={(event) => set({ name_zh: event.currentTarget.value })}
      />
      <ChooseOne
        label={t("departments.lead")}
        none={t("departments.noLead")}
        items={agents}
        value={fields.lead_agent_id}
        onChange={(id) => set({ lead_agent_id: id })}
      />
      <TextInput
        label={t("case.team")}
        value={fields.team}
        onChange={(event) => set({ team: event.currentTarget.value })}
      />
    </AdminForm>
  );
}
