/** Queues: who serves them, when they are open, what they promise. */
import { Badge, Group } from "@mantine/core";
import type { NamedHours, Plan, QueueSettings, SlaPolicy } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { percent } from "../text/durations.ts";
import { EditedList } from "./EditedList.tsx";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
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
    <EditedList
      list={list}
      hint={t("queues.hint")}
      keyOf={(queue) => queue.id}
      columns={[
        {
          head: t("users.name"),
          cell: (queue) => (
            <Group gap={6}>
              {queue.name}
              {!queue.open && <Badge color="gray">{t("queue.closed")}</Badge>}
              <FindingsBadge findings={about(findings, "queue", queue.id)} />
            </Group>
          ),
        },
        { head: t("queues.members"), cell: (queue) => members(queue) || t("profiles.nobody") },
        { head: t("queues.plan"), cell: (queue) => nameIn(plans, queue.plan_id) },
        {
          head: t("condition.hours"),
          cell: (queue) =>
            queue.hours_id
              ? nameIn(hours, queue.hours_id)
              : t(queue.hours ? "queues.ownHours" : "hours.always"),
        },
        { head: t("queues.sla"), cell: (queue) => nameIn(policies, queue.sla_id) },
        {
          head: t("queues.goal"),
          cell: ({ service }) =>
            t("live.serviceLevel", {
              share: percent(service.goal, locale),
              seconds: service.threshold_s,
            }),
        },
      ]}
      form={(editing) => <QueueForm {...editing} />}
    />
  );
}
