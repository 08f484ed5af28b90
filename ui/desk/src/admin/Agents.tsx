/** Agents: what they can, which queues and channels they serve, how much they take at once. */
import { Badge, Group, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { RoutingProfile } from "../api/routing.ts";
import type { Agent } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useQueues } from "../live/queries.ts";
import { useSkillName } from "../live/skills.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { AgentForm } from "./agent/AgentForm.tsx";
import { EditedList } from "./EditedList.tsx";
import { KINDS } from "./fields.tsx";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { useList } from "./useList.ts";

export default function Agents() {
  const { t } = useLanguage();
  const list = useList<Agent>("/agents");
  const profiles = useList<RoutingProfile>("/profiles");
  const findings = useFindings();
  const [filter, setFilter] = useState("");
  const found = list.items
    .filter((each) =>
      `${each.name} ${Object.keys(each.skills).join(" ")}`.toLowerCase().includes(filter.toLowerCase()),
    )
    .toSorted((left, right) => left.name.localeCompare(right.name));
  return (
    <EditedList
      list={list}
      rows={found}
      hint={t("agents.hint")}
      keyOf={(agent) => agent.id}
      extra={
        <TextInput
          aria-label={t("assign.find")}
          placeholder={t("assign.find")}
          leftSection={<IconSearch size={14} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      }
      columns={[
        {
          head: t("users.name"),
          cell: (agent) => (
            <>
              {agent.name} <FindingsBadge findings={about(findings, "agent", agent.id)} />
            </>
          ),
        },
        { head: t("agents.skills"), cell: (agent) => <SkillBadges agent={agent} /> },
        {
          head: t("agents.profile"),
          cell: (agent) => profiles.items.find((each) => each.id === agent.profile_id)?.name ?? "–",
        },
        { head: t("admin.queues"), cell: (agent) => <QueueNames ids={agent.queue_ids} /> },
        { head: t("agents.atOnce"), cell: (agent) => <AtOnce agent={agent} /> },
      ]}
      form={(editing) => <AgentForm profiles={profiles.items} {...editing} />}
    />
  );
}

function SkillBadges({ agent }: { agent: Agent }) {
  const { t } = useLanguage();
  const skillName = useSkillName();
  const skills = Object.entries(agent.skills).toSorted(([, left], [, right]) => right - left);
  if (skills.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t("agent.noSkills")}
      </Text>
    );
  return (
    <Group gap={4}>
      {skills.map(([skill, level]) => (
        <Badge key={skill} color="gray">
          {skillName(skill)} {level}
        </Badge>
      ))}
    </Group>
  );
}

function QueueNames({ ids }: { ids: string[] }) {
  const queues = useQueues();
  const names = queues.filter((queue) => ids.includes(queue.id)).map((queue) => queue.name);
  return names.join(", ") || "–";
}

function AtOnce({ agent }: { agent: Agent }) {
  const kinds = KINDS.filter((kind) => (agent.capacity?.kinds[kind] ?? 0) > 0 && kind !== "manual");
  return (
    <Group gap={8}>
      {kinds.map((kind) => (
        <span key={kind} className="held">
          <ChannelIcon kind={kind} size={14} /> {agent.capacity?.kinds[kind]}
        </span>
      ))}
    </Group>
  );
}
