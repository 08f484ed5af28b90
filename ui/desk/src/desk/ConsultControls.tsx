/** A colleague is asked before a call is handed over: how far that is, and what can be done next. */
import { Button, Text, Tooltip } from "@mantine/core";
import { IconArrowsExchange, IconArrowsLeftRight, IconUsersGroup, IconX } from "@tabler/icons-react";
import type { Consult, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useAgents, useQueues } from "../live/queries.ts";

export function useAskedName(consult: Consult): string {
  const agents = useAgents();
  const queues = useQueues();
  const agent = agents.find((each) => each.id === consult.agent_id);
  return agent?.name ?? queues.find((each) => each.id === consult.queue_id)?.name ?? "";
}

export function ConsultLine({
  interaction,
  consult,
  asked,
}: {
  interaction: Interaction;
  consult: Consult;
  asked: boolean;
}) {
  const { t } = useLanguage();
  const other = useAskedName(consult);
  const asking = useAgents().find((each) => each.id === interaction.agent_id)?.name ?? "";
  return (
    <Text size="sm" fw={600} role="status">
      {asked
        ? t(`consult.asked.${consult.state}`, { name: asking })
        : t(`consult.${consult.state}`, { name: other })}
    </Text>
  );
}

interface Props {
  consult: Consult;
  busy: string;
  act: (action: string) => void;
}

export function ConsultControls({ consult, busy, act }: Props) {
  const { t } = useLanguage();
  const name = useAskedName(consult);
  const isThere = consult.state !== "offered" && consult.state !== "ringing";
  useShortcuts({
    h: () => isThere && act("complete"),
    c: () => isThere && consult.state !== "conference" && act("conference"),
    w: () => isThere && act("swap"),
    b: () => act("cancel"),
  });
  return (
    <>
      <Tooltip label={`${t("consult.complete")} · H`}>
        <Button
          disabled={!isThere}
          loading={busy === "complete"}
          leftSection={<IconArrowsExchange size={15} />}
          onClick={() => act("complete")}
        >
          {t("consult.complete")}
        </Button>
      </Tooltip>
      {isThere && consult.state !== "conference" && (
        <Tooltip label={`${t("consult.conference")} · C`}>
          <Button
            variant="default"
            loading={busy === "conference"}
            leftSection={<IconUsersGroup size={15} />}
            onClick={() => act("conference")}
          >
            {t("consult.conference.do")}
          </Button>
        </Tooltip>
      )}
      {isThere && (
        <Tooltip label={`${t("consult.swap")} · W`}>
          <Button
            variant="default"
            loading={busy === "swap"}
            leftSection={<IconArrowsLeftRight size={15} />}
            onClick={() => act("swap")}
          >
            {consult.state === "consult" ? t("consult.toCustomer") : t("consult.toColleague", { name })}
          </Button>
        </Tooltip>
      )}
      <Tooltip label={`${t("consult.cancel")} · B`}>
        <Button
          variant="default"
          loading={busy === "cancel"}
          leftSection={<IconX size={15} />}
          onClick={() => act("cancel")}
        >
          {t("consult.cancel")}
        </Button>
      </Tooltip>
    </>
  );
}
