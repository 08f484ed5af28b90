/** Queues: who serves them, when they are open, what they promise. */
import { Badge, Button, Group, Table } from "@mantine/core";
import { useState } from "react";
import type { NamedHours, Plan, QueueSettings, SlaPolicy } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { percent } from "../text/durations.ts";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminList } from "./parts.tsx";
import { QueueForm } from "./queue/QueueForm.tsx";
import { useList } from "./useList.ts";

const NAMES_SHOWN = 4;

export default function Queues() {
  const { t, locale } = useLanguage();
  const agents = useAgents();
  const list = useList<QueueSettings>("/queues");
  const plans = useList<Plan>("/plans").items;
  const hours = useList<NamedHours>("/hours").items;
  const policies = useList<SlaPolicy>("/sla-policies").items;
  const findings = useFindings();
  const [edited, setEdited] = useState<QueueSettings | "new" | null>(null);
  const members = (queue: QueueSettings): string => {
    const names = queue.members.map(
      (member) => agents.find((agent) => agent.id === member.agent_id)?.name ?? member.agent_id,
    );
    const more = names.length - NAMES_SHOWN;
    return [...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [t("explain.more", { count: more })] : [])].join(
      ", ",
    );
  };
  const nameIn = (items: { id: string; name: string }[], id: string | null) =>
    items.find((each) => each.id === id)?.name ?? "–";
  return (
    <>
      <AdminList
        list={list}
        heads={[
          t("users.name"),
          t("queues.members"),
          t("queues.plan"),
          t("condition.hours"),
          t("queues.sla"),
          t("queues.goal"),
          "",
        ]}
        hint={t("queues.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((queue) => (
          <Table.Tr key={queue.id}>
            <Table.Td>
              <Group gap={6}>
                {queue.name}
                {!queue.open && <Badge color="gray">{t("queue.closed")}</Badge>}
                <FindingsBadge findings={about(findings, "queue", queue.id)} />
              </Group>
            </Table.Td>
            <Table.Td>{members(queue) || t("profiles.nobody")}</Table.Td>
            <Table.Td>{nameIn(plans, queue.plan_id)}</Table.Td>
            <Table.Td>
              {queue.hours_id
                ? nameIn(hours, queue.hours_id)
                : t(queue.hours ? "queues.ownHours" : "hours.always")}
            </Table.Td>
            <Table.Td>{nameIn(policies, queue.sla_id)}</Table.Td>
            <Table.Td>
              {t("live.serviceLevel", {
                share: percent(queue.service.goal, locale),
                seconds: queue.service.threshold_s,
              })}
            </Table.Td>
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
