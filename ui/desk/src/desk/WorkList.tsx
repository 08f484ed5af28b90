/** My open interactions: what needs me now, what waits for the customer, what sleeps. */
import { Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconClockPause, IconCoffee, IconPlus } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import type { Interaction } from "../api/types.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useLive, useOutbox } from "../live/LiveProvider.tsx";
import { useDesk, useMyAgent } from "../live/queries.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { Empty } from "../parts/Empty.tsx";
import { useDialogs } from "../parts/dialogs.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { useNow } from "../parts/useNow.ts";
import { clock, readableAddress, secondsSince, shortDay } from "../text/times.ts";

type Group3 = "now" | "pending" | "snoozed";

const groupOf = (interaction: Interaction): Group3 =>
  interaction.state === "pending" ? "pending" : interaction.state === "snoozed" ? "snoozed" : "now";

/** Calls first, then by age: rows do not jump when a message comes in. */
export function orderedWork(interactions: Interaction[]): Interaction[] {
  const groups: Group3[] = ["now", "pending", "snoozed"];
  return interactions.toSorted(
    (left, right) =>
      groups.indexOf(groupOf(left)) - groups.indexOf(groupOf(right)) ||
      Number(right.kind === "phone") - Number(left.kind === "phone") ||
      (left.accepted_at ?? left.created_at).localeCompare(right.accepted_at ?? right.created_at) ||
      left.id.localeCompare(right.id),
  );
}

/** Goes on to the next thing that needs me, or to the empty desk. */
export function useGoOn(current: string): () => void {
  const [, navigate] = useLocation();
  const interactions = useDesk((desk) => desk.interactions);
  return () => {
    const rest = orderedWork(interactions).filter((each) => each.id !== current && groupOf(each) === "now");
    const next = rest.find((each) => each.unread > 0) ?? rest[0];
    navigate(next ? `/inbox/${next.id}` : "/inbox");
  };
}

const TITLES: Record<Group3, Key> = { now: "work.mine", pending: "work.pending", snoozed: "work.snoozed" };

export function WorkList({ selected }: { selected: string | undefined }) {
  const { t } = useLanguage();
  const work = orderedWork(useDesk((desk) => desk.interactions));
  const { writeFirst, logContact } = useDialogs();
  const agent = useMyAgent();
  const { setPresence } = useActions();
  const isReady = agent?.presence.state === "ready";
  const now = work.filter((each) => groupOf(each) === "now");
  return (
    <div className="work-scroll">
      <Section title={t(TITLES.now)} label={t("work.label")} items={now} selected={selected} always>
        <Empty
          icon={IconCoffee}
          title={t("work.none")}
          hint={isReady ? t("work.noneReady") : t("work.noneAway")}
        >
          {agent && !isReady && (
            <Button size="sm" mt={8} onClick={() => void setPresence(agent, "ready", "")}>
              {t("work.goReady")}
            </Button>
          )}
        </Empty>
      </Section>
      {(["pending", "snoozed"] as const).map((group) => (
        <Section
          key={group}
          title={t(TITLES[group])}
          label={t(TITLES[group])}
          items={work.filter((each) => groupOf(each) === group)}
          selected={selected}
        />
      ))}
      <Group className="work-new" gap={6} grow>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => writeFirst({})}>
          {t("write.title")}
        </Button>
        <Button variant="default" leftSection={<IconClockPause size={14} />} onClick={() => logContact({})}>
          {t("log.title")}
        </Button>
      </Group>
    </div>
  );
}

function Section({
  title,
  label,
  items,
  selected,
  always = false,
  children,
}: {
  title: string;
  label: string;
  items: Interaction[];
  selected: string | undefined;
  always?: boolean;
  children?: React.ReactNode;
}) {
  if (items.length === 0 && !always) return null;
  return (
    <>
      <Text className="section-title" component="h2">
        {title} {items.length > 0 && <span>({items.length})</span>}
      </Text>
      <ul className="work-list" aria-label={label}>
        {items.map((each) => (
          <li key={each.id}>
            <WorkRow interaction={each} isSelected={each.id === selected} />
          </li>
        ))}
      </ul>
      {items.length === 0 && children}
    </>
  );
}

function WorkRow({ interaction, isSelected }: { interaction: Interaction; isSelected: boolean }) {
  const { t } = useLanguage();
  const failed = useOutbox().some(
    (each) => each.interaction_id === interaction.id && each.state === "failed",
  );
  const typing = useLive().typing.has(interaction.id);
  const isVoice = interaction.kind === "phone";
  const line = typing
    ? t("work.typing")
    : isVoice
      ? t(`state.${interaction.state}`)
      : (interaction.last_message?.text ?? interaction.subject);
  return (
    <Link
      href={`/inbox/${interaction.id}`}
      className={isSelected ? "work-row here" : "work-row"}
      aria-current={isSelected ? "true" : undefined}
    >
      <ChannelIcon kind={interaction.kind} direction={interaction.direction} size={18} />
      <span className="work-text">
        <span className="work-name">
          {interaction.customer_name || readableAddress(interaction.address) || t("customer.unknown")}
        </span>
        <span className={typing ? "work-line typing" : "work-line"}>
          {interaction.last_message?.direction === "out" && !typing && !isVoice ? `${t("work.you")}: ` : ""}
          {line || t(`state.${interaction.state}`)}
        </span>
        <SlaMark sla={interaction.sla} isLong />
      </span>
      <span className="work-side">
        <RowTime interaction={interaction} />
        {failed ? (
          <Badge color="red">{t("delivery.failed")}</Badge>
        ) : interaction.unread > 0 ? (
          <Tooltip label={t("work.unread", { count: interaction.unread })}>
            <span className="unread" aria-label={t("work.unread", { count: interaction.unread })}>
              {interaction.unread}
            </span>
          </Tooltip>
        ) : interaction.state === "wrapping" ? (
          <Badge color="orange">{t("state.wrapping")}</Badge>
        ) : null}
      </span>
    </Link>
  );
}

function RowTime({ interaction }: { interaction: Interaction }) {
  const now = useNow();
  const { locale } = useLanguage();
  if (interaction.state === "snoozed" && interaction.snoozed_until) {
    return <span className="time">{shortDay(interaction.snoozed_until, now, locale)}</span>;
  }
  const running = interaction.call && interaction.call.state !== "ended";
  if (running) {
    const start = interaction.call?.started_at ?? interaction.accepted_at;
    return <span className="time strong">{clock(secondsSince(start, now))}</span>;
  }
  const at = interaction.last_message?.at ?? interaction.accepted_at ?? interaction.created_at;
  const seconds = secondsSince(at, now);
  return <span className="time">{seconds < 3600 ? clock(seconds) : shortDay(at, now, locale)}</span>;
}
