/** Who serves the queue, and in which ring: rank 1 is asked first, the others when a plan widens. */
import { MultiSelect, NumberInput, Text } from "@mantine/core";
import { useLanguage } from "../../i18n/index.ts";
import { useAgents } from "../../live/queries.ts";
import type { PartProps } from "./settings.ts";

export function MembersPart({ fields, set }: PartProps) {
  const { t } = useLanguage();
  const agents = useAgents();
  const ranks = new Map(fields.members.map((each) => [each.agent_id, each.rank]));
  const nameOf = (id: string) => agents.find((each) => each.id === id)?.name ?? id;
  const members = fields.members.toSorted(
    (left, right) => left.rank - right.rank || nameOf(left.agent_id).localeCompare(nameOf(right.agent_id)),
  );
  return (
    <>
      <MultiSelect
        label={t("queues.members")}
        description={t("queues.membersHint")}
        searchable
        data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
        value={fields.members.map((each) => each.agent_id)}
        onChange={(ids) => set({ members: ids.map((id) => ({ agent_id: id, rank: ranks.get(id) ?? 1 })) })}
      />
      {members.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("queues.rankHint")}
        </Text>
      )}
      <ul className="member-ranks">
        {members.map((member) => (
          <li key={member.agent_id}>
            <span>{nameOf(member.agent_id)}</span>
            <NumberInput
              w={104}
              aria-label={t("queues.rankOf", { name: nameOf(member.agent_id) })}
              prefix={`${t("profiles.rank")} `}
              min={1}
              max={100}
              value={member.rank}
              onChange={(rank) =>
                set({
                  members: fields.members.map((each) =>
                    each.agent_id === member.agent_id ? { ...each, rank: Number(rank) || 1 } : each,
                  ),
                })
              }
            />
          </li>
        ))}
      </ul>
    </>
  );
}
