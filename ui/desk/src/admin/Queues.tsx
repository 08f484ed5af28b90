/** Queues: who serves them, in which order, how long wrap-up takes. */
import { Button, Group, MultiSelect, NumberInput, Switch, Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { get, patch, post } from "../api/client.ts";
import type { Kind, Queue } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { AdminForm, AdminList } from "./parts.tsx";
import { useList, useSave } from "./useList.ts";

const KINDS: Kind[] = ["phone", "webchat", "sms", "email"];

export default function Queues() {
  const { t } = useLanguage();
  const agents = useAgents();
  const list = useList<Queue>("/queues");
  const [edited, setEdited] = useState<Queue | "new" | null>(null);
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.name ?? id;
  return (
    <>
      <AdminList
        list={list}
        heads={[t("users.name"), t("queues.members"), t("queues.wrapUp"), t("wrapUp.disposition"), ""]}
        hint={t("queues.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((queue) => (
          <Table.Tr key={queue.id}>
            <Table.Td>{queue.name}</Table.Td>
            <Table.Td>{queue.members.map((member) => nameOf(member.agent_id)).join(", ")}</Table.Td>
            <Table.Td>
              {KINDS.filter((kind) => queue.wrap_up_s[kind])
                .map((kind) => `${t(`kind.${kind}`)} ${queue.wrap_up_s[kind] ?? 0} s`)
                .join(", ")}
            </Table.Td>
            <Table.Td>{queue.disposition_required ? t("queues.required") : t("queues.optional")}</Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(queue)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <QueueForm
          queue={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
  );
}

function QueueForm({
  queue,
  onClose,
  onSaved,
}: {
  queue: Queue | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
  const { t } = useLanguage();
  const agents = useAgents();
  const [name, setName] = useState(queue?.name ?? "");
  const [members, setMembers] = useState<string[]>(queue?.members.map((each) => each.agent_id) ?? []);
  const [wrapUp, setWrapUp] = useState<Record<string, number>>(
    queue?.wrap_up_s ?? { phone: 30, webchat: 30 },
  );
  const [required, setRequired] = useState(queue?.disposition_required ?? false);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const store = async () => {
    const ranks = new Map(queue?.members.map((each) => [each.agent_id, each.rank]));
    const body = {
      name,
      members: members.map((id) => ({ agent_id: id, rank: ranks.get(id) ?? 1 })),
      wrap_up_s: wrapUp,
      disposition_required: required,
    };
    if (!queue) return post("/queues", body);
    const { version } = await get<Queue>(`/queues/${queue.id}`);
    return patch(`/queues/${queue.id}`, body, version);
  };
  return (
    <AdminForm
      title={queue?.name ?? t("queues.add")}
      error={error}
      busy={busy}
      canSave={name.trim() !== ""}
      onSave={() => void save(store)}
      onClose={onClose}
    >
      <TextInput
        label={t("users.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <MultiSelect
        label={t("queues.members")}
        searchable
        data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
        value={members}
        onChange={setMembers}
      />
      <Group grow>
        {KINDS.map((kind) => (
          <NumberInput
            key={kind}
            label={t("queues.wrapUpFor", { kind: t(`kind.${kind}`) })}
            suffix=" s"
            min={0}
            max={3600}
            value={wrapUp[kind] ?? 0}
            onChange={(seconds) => setWrapUp((old) => ({ ...old, [kind]: Number(seconds) }))}
          />
        ))}
      </Group>
      <Switch
        label={t("queues.dispositionRequired")}
        checked={required}
        onChange={(event) => setRequired(event.currentTarget.checked)}
      />
    </AdminForm>
  );
}
