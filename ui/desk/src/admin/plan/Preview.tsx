/** Who could take the work in a stretch of a plan, and who of them is here now. */
import { Badge, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import type { Plan, RoutingProfile } from "../../api/routing.ts";
import type { Agent } from "../../api/types.ts";
import { PresenceDot } from "../../desk/PresenceControl.tsx";
import { useLanguage } from "../../i18n/index.ts";
import { useAgents, useQueues } from "../../live/queries.ts";
import { useList } from "../useList.ts";
import { poolAfter, ranksOf, stretchesOf, type Stretch } from "../../live/pool.ts";

const SHOWN = 12;

export interface PreviewStretch extends Stretch {
  could: Agent[];
  /** Those who are signed in. */
  here: Agent[];
}

export function usePreview(
  plan: Pick<Plan, "steps" | "after" | "ends_at_s">,
  queueId: string | null,
): PreviewStretch[] {
  const agents = useAgents();
  const queues = useQueues();
  const profiles = useList<RoutingProfile>("/profiles").items;
  const ranks = useMemo(() => ranksOf(queues, agents, profiles), [agents, profiles, queues]);
  return stretchesOf(plan).map((stretch) => {
    const could = queueId ? poolAfter(plan, stretch.taken, { agents, ranks, queueId, own: [] }) : [];
    return { ...stretch, could, here: could.filter((each) => each.presence.state !== "offline") };
  });
}

export function Preview({ stretch }: { stretch: PreviewStretch | undefined }) {
  const { t } = useLanguage();
  if (!stretch) return null;
  const { could, here } = stretch;
  return (
    <div className={could.length === 0 ? "plan-preview nobody" : "plan-preview"} aria-live="polite">
      <Text size="sm" fw={600}>
        {could.length === 0
          ? t("preview.nobody")
          : t("preview.could", { count: could.length, here: here.length })}
      </Text>
      <Group gap={6}>
        {could.slice(0, SHOWN).map((agent) => (
          <Badge
            key={agent.id}
            color="gray"
            leftSection={<PresenceDot state={agent.presence.state} />}
            className="preview-agent"
          >
            {agent.name}
          </Badge>
        ))}
        {could.length > SHOWN && (
          <Text size="xs" c="dimmed">
            {t("explain.more", { count: could.length - SHOWN })}
          </Text>
        )}
      </Group>
    </div>
  );
}
