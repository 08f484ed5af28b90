/** The conversation's head: with whom, where, for how long; and what can be done with it. */
import { ActionIcon, Badge, Button, Group, Menu, Text, Tooltip } from "@mantine/core";
import {
  IconArrowsExchange,
  IconCheck,
  IconChevronDown,
  IconClockPause,
  IconHandGrab,
  IconHourglass,
  IconPlayerPlay,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { CaseChip } from "../cases/CaseChip.tsx";
import { useActions } from "../live/actions.ts";
import { isConsulted, isOpen } from "../live/patches.ts";
import { useAgents, useMyAgent } from "../live/queries.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { useDialogs } from "../parts/dialogs.tsx";
import { ExplainSheet } from "../parts/ExplainSheet.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { useNow } from "../parts/useNow.ts";
import { clock, readableAddress, secondsSince, shortDay } from "../text/times.ts";
import { SnoozeMenu } from "./SnoozeMenu.tsx";

interface Props {
  interaction: Interaction;
  mine: boolean;
  inCall: boolean;
  isSnoozing: boolean;
  setSnoozing: (open: boolean) => void;
  onClose: () => void;
  onTake: () => void;
  /** It left my hands: go on to the next. */
  onGone: () => void;
}

export function ConversationHead(props: Props) {
  const { interaction, mine, inCall } = props;
  const { t } = useLanguage();
  const agents = useAgents();
  const me = useMyAgent();
  const [explaining, setExplaining] = useState(false);
  const owner = agents.find((each) => each.id === interaction.agent_id);
  const name = interaction.customer_name || readableAddress(interaction.address) || t("customer.unknown");
  return (
    <header className="conversation-head">
      <ChannelIcon kind={interaction.kind} direction={interaction.direction} size={22} />
      <div className="conversation-title">
        <Text component="h1" fw={650} size="md" truncate>
          {name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {[t(`kind.${interaction.kind}`), interaction.queue_name, interaction.subject]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap" className="conversation-state">
        {isOpen(interaction) && <SlaMark sla={interaction.sla} isLong />}
        <StateBadge interaction={interaction} />
        <Age interaction={interaction} />
        {!mine && owner && owner.id !== me?.id && isOpen(interaction) && (
          <Text size="xs" c="dimmed" truncate>
            {t("conversation.with", { name: owner.name })}
          </Text>
        )}
      </Group>
      <Group gap={4} wrap="nowrap" className="conversation-actions">
        <CaseChip interaction={interaction} />
        <Tooltip label={t("explain.open")}>
          <ActionIcon aria-label={t("explain.open")} onClick={() => setExplaining(true)}>
            <IconQuestionMark size={16} />
          </ActionIcon>
        </Tooltip>
        {mine && <OwnActions {...props} />}
        {!mine && me && isOpen(interaction) && !isConsulted(interaction, me.id) && (
          <Tooltip label={`${t("conversation.take")} · A`}>
            <Button leftSection={<IconHandGrab size={14} />} onClick={props.onTake}>
              {t("conversation.take")}
            </Button>
          </Tooltip>
        )}
      </Group>
      {explaining && (
        <ExplainSheet
          path={`/interactions/${interaction.id}/explain`}
          title={name}
          onClose={() => setExplaining(false)}
        />
      )}
      {inCall && <span className="sr-only">{t("conversation.inCall")}</span>}
    </header>
  );
}

function OwnActions({ interaction, inCall, isSnoozing, setSnoozing, onClose, onGone }: Props) {
  const { t } = useLanguage();
  const actions = useActions();
  const { transfer } = useDialogs();
  const sleeps = interaction.state === "snoozed" || interaction.state === "pending";
  return (
    <>
      {sleeps && (
        <Tooltip label={t("conversation.resume")}>
          <ActionIcon
            size={30}
            variant="default"
            aria-label={t("conversation.resume")}
            onClick={() => void actions.resume(interaction.id)}
          >
            <IconPlayerPlay size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {interaction.state !== "wrapping" && !interaction.call?.consult && (
        <Tooltip label={`${t("transfer.open")} · T`}>
          <ActionIcon
            size={30}
            variant="default"
            aria-label={t("transfer.open")}
            onClick={() => transfer(interaction)}
          >
            <IconArrowsExchange size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {!inCall && interaction.state !== "wrapping" && (
        <>
          <SnoozeMenu
            opened={isSnoozing}
            setOpened={setSnoozing}
            onSnooze={(until) => void actions.snooze(interaction.id, until).then((done) => done && onGone())}
          >
            <Tooltip label={`${t("snooze.open")} · S`} disabled={isSnoozing}>
              <ActionIcon
                size={30}
                variant="default"
                aria-label={t("snooze.open")}
                onClick={() => setSnoozing(!isSnoozing)}
              >
                <IconClockPause size={16} />
              </ActionIcon>
            </Tooltip>
          </SnoozeMenu>
          <Button.Group>
            <Tooltip label={`${t("close.action")} · E`}>
              <Button variant="default" leftSection={<IconCheck size={14} />} onClick={onClose}>
                {t("close.action")}
              </Button>
            </Tooltip>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" px={6} aria-label={t("conversation.more")}>
                  <IconChevronDown size={14} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {!sleeps && (
                  <Menu.Item
                    leftSection={<IconHourglass size={16} />}
                    onClick={() => void actions.pend(interaction.id).then((done) => done && onGone())}
                  >
                    {t("conversation.pend")}
                  </Menu.Item>
                )}
                <Menu.Item
                  leftSection={<IconCheck size={16} />}
                  onClick={() => void actions.end(interaction.id)}
                >
                  {t("conversation.end")}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Button.Group>
        </>
      )}
    </>
  );
}

const COLOURS: Partial<Record<Interaction["state"], string>> = {
  active: "green",
  connecting: "yellow",
  held: "yellow",
  wrapping: "orange",
  waiting: "indigo",
  offered: "indigo",
};

export function StateBadge({ interaction }: { interaction: Interaction }) {
  const { t } = useLanguage();
  return <Badge color={COLOURS[interaction.state] ?? "gray"}>{t(`state.${interaction.state}`)}</Badge>;
}

function Age({ interaction }: { interaction: Interaction }) {
  const now = useNow();
  const { locale, t } = useLanguage();
  if (interaction.state === "snoozed" && interaction.snoozed_until) {
    return (
      <span className="time">
        {t("snooze.until", { time: shortDay(interaction.snoozed_until, now, locale) })}
      </span>
    );
  }
  if (!isOpen(interaction)) return null;
  const start = interaction.call?.started_at ?? interaction.accepted_at ?? interaction.created_at;
  const seconds = secondsSince(start, now);
  return <span className="time">{seconds < 86_400 ? clock(seconds) : shortDay(start, now, locale)}</span>;
}
