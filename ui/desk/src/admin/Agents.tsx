/** Agents: what they can, which queues and channels they serve, how much they take at once. */
import { Badge, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { RoutingProfile } from "../api/routing.ts";
import type { Agent } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useQueues } from "../live/queries.ts";
import { useSkillName } from "../live/skills.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { AgentForm } from "./agent/AgentForm.tsx";
import { KINDS } from "./fields.tsx";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminList } from "./parts.tsx";
import { useList } from "./useList.ts";

export default function Agents() {
  const { t } = useLanguage();
  const list = useList<Agent>("/agents");
  const profiles = useList<RoutingProfile>("/profiles");
  const findings = useFindings();
  const [filter, setFilter] = useState("");
  const [edited, setEdited] = useState<Agent | "new" | null>(null);
  const found = list.items
    .filter((each) =>
      `${each.name} ${Object.keys(each.skills).join(" ")}`.toLowerCase().includes(filter.toLowerCase()),
    )
    .toSorted((left, right) => left.name.localeCompare(right.name));
  return (
    <>
      <AdminList
        list={list}
        heads={[
          t("users.name"),
          t("agents.skills"),
          t("agents.profile"),
          t("admin.queues"),
          t("agents.atOnce"),
          "",
        ]}
        hint={t("agents.hint")}
        onAdd={() => setEdited("new")}
        extra={
          <TextInput
            aria-label={t("assign.find")}
            placeholder={t("assign.find")}
            leftSection={<IconSearch size={14} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        }
      >
        {found.map((agent) => (
          <Table.Tr key={agent.id}>
            <Table.Td>
              {agent.name} <FindingsBadge findings={about(findings, "agent", agent.id)} />
            </Table.Td>
            <Table.Td>
              <SkillBadges agent={agent} />
            </Table.Td>
            <Table.Td>{profiles.items.find((each) => each.id === agent.profile_id)?.name ?? "–"}</Table.Td>
            <Table.Td>
              <QueueNames ids={agent.queue_ids} />
            </Table.Td>
            <Table.Td>
              <AtOnce agent={agent} />
            </Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(agent)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <AgentForm
          agent={edited === "new" ? null : edited}
          profiles={profiles.items}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
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
