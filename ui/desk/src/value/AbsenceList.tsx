/** Who is away when: absent agents get no weekly list. */
import { ActionIcon, Button, Group, Select, Table, TextInput } from "@mantine/core";
import { IconBeach, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { del, post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useMe } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { dayText, today } from "./days.ts";
import { useAbsences, useAct } from "./queries.ts";

export function AbsenceList() {
  const { t, locale } = useLanguage();
  const me = useMe();
  const agents = useAgents();
  const { data, isError } = useAbsences();
  const { act } = useAct();
  const isSupervisor = me.roles.includes("supervisor") || me.roles.includes("admin");
  if (isError) return <Empty icon={IconBeach} title={t("problem.title")} />;
  if (!data) return <Rows count={4} height={36} />;
  const day = (text: string) => dayText(`${text}T12:00:00`, locale);
  const name = (id: string) => agents.find((agent) => agent.id === id)?.name ?? id;
  return (
    <>
      <AddAbsence />
      {data.items.length === 0 && (
        <Empty icon={IconBeach} title={t("absences.none")} hint={t("absences.hint")} />
      )}
      {data.items.length > 0 && (
        <div className="table-scroll">
          <Table className="rows">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("absences.who")}</Table.Th>
                <Table.Th>{t("absences.from")}</Table.Th>
                <Table.Th>{t("absences.until")}</Table.Th>
                <Table.Th>{t("absences.reason")}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((each) => (
                <Table.Tr key={each.id}>
                  <Table.Td>{name(each.agent_id)}</Table.Td>
                  <Table.Td>{day(each.first_day)}</Table.Td>
                  <Table.Td>{day(each.last_day)}</Table.Td>
                  <Table.Td>{each.reason}</Table.Td>
                  <Table.Td>
                    {(isSupervisor || each.agent_id === me.agent_id) && (
                      <ActionIcon
                        aria-label={`${t("common.remove")}: ${name(each.agent_id)}`}
                        onClick={() => void act(() => del(`/absences/${each.id}`))}
                      >
                        <IconTrash size={15} />
                      </ActionIcon>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

function AddAbsence() {
  const { t } = useLanguage();
  const me = useMe();
  const agents = useAgents();
  const { act, busy } = useAct();
  const isSupervisor = me.roles.includes("supervisor") || me.roles.includes("admin");
  const [agentId, setAgentId] = useState(me.agent_id);
  const [first, setFirst] = useState(today());
  const [last, setLast] = useState(today());
  const [reason, setReason] = useState("");
  const save = async () => {
    const body = { agent_id: agentId, first_day: first, last_day: last, reason: reason.trim() };
    if (await act(() => post("/absences", body))) setReason("");
  };
  if (!me.agent_id && !isSupervisor) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Group align="flex-end" mb="md">
        {isSupervisor && (
          <Select
            label={t("absences.who")}
            data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
            value={agentId}
            onChange={setAgentId}
            searchable
          />
        )}
        <TextInput
          type="date"
          label={t("absences.from")}
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("absences.until")}
          value={last}
          onChange={(event) => setLast(event.currentTarget.value)}
        />
        <TextInput
          label={t("absences.reason")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} disabled={!agentId || !first || !last}>
          {t("absences.add")}
        </Button>
      </Group>
    </form>
  );
}
