/** Who waits, the next in line first: place, needs, where the plan stands, the promised time; and what can be done. */
import { ActionIcon, Badge, Menu, Text } from "@mantine/core";
import {
  IconAlertTriangleFilled,
  IconArrowsExchange,
  IconDots,
  IconFlag,
  IconHandStop,
  IconMessage,
  IconMoon,
  IconPhoneOutgoing,
  IconQuestionMark,
  IconUserShare,
} from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import type { WaitingInteraction, WaitingWork } from "../api/routing.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useAgents } from "../live/queries.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { useNow } from "../parts/useNow.ts";
import { needsText } from "../text/needs.ts";
import { clock, comingTime, secondsSince } from "../text/times.ts";
import type { Act } from "./acts.ts";
import { useNeedsInForce } from "../live/plans.ts";
import { useSkillName } from "../live/skills.ts";
import { useSupervise } from "./useSupervise.ts";

interface Props {
  waiting: WaitingInteraction[];
  alarmed: ReadonlySet<string>;
  current: string | null;
  setCurrent: (id: string) => void;
  onAct: (act: Act) => void;
}

/** Next in line first: highest place over all queues, then who has waited longest. */
export function inLine(waiting: WaitingInteraction[]): WaitingInteraction[] {
  const since = (each: WaitingInteraction) => each.work?.queued_at ?? each.queued_at ?? each.created_at;
  return waiting.toSorted(
    (left, right) =>
      (left.queue_name ?? "").localeCompare(right.queue_name ?? "") ||
      (left.work?.position ?? Infinity) - (right.work?.position ?? Infinity) ||
      since(left).localeCompare(since(right)) ||
      left.id.localeCompare(right.id),
  );
}

export function WaitingList({ waiting, alarmed, current, setCurrent, onAct }: Props) {
  const { t } = useLanguage();
  const step = (by: number) => {
    const at = waiting.findIndex((each) => each.id === current);
    const next = waiting[at < 0 ? 0 : (at + by + waiting.length) % waiting.length];
    if (next) setCurrent(next.id);
  };
  const onCurrent = (what: Act["what"]) => () => {
    const found = waiting.find((each) => each.id === current);
    if (found) onAct({ what, interaction: found } as Act);
  };
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    a: onCurrent("assign"),
    q: onCurrent("move"),
    p: onCurrent("priority"),
    w: onCurrent("explain"),
  });
  return (
    <ol className="live-rows" aria-label={t("live.waiting")}>
      {waiting.map((each) => (
        <WaitingRow
          key={each.id}
          interaction={each}
          isAlarmed={alarmed.has(each.id)}
          isCurrent={each.id === current}
          onAct={onAct}
        />
      ))}
    </ol>
  );
}

function WaitingRow({
  interaction,
  isAlarmed,
  isCurrent,
  onAct,
}: {
  interaction: WaitingInteraction;
  isAlarmed: boolean;
  isCurrent: boolean;
  onAct: (act: Act) => void;
}) {
  const { t } = useLanguage();
  const now = useNow();
  const { nameOf } = useSupervise();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.querySelector<HTMLElement>("button")?.focus();
  }, [isCurrent]);
  const { work } = interaction;
  const waited = secondsSince(work?.queued_at ?? interaction.queued_at ?? interaction.created_at, now);
  return (
    <li
      ref={row}
      className={["live-row", isAlarmed && "alarmed", isCurrent && "here"].filter(Boolean).join(" ")}
      aria-current={isCurrent || undefined}
    >
      <span className="live-place" title={t("live.place")}>
        {work?.position ?? "–"}
      </span>
      <ChannelIcon kind={interaction.kind} direction={interaction.direction} size={18} />
      <span className="live-who">
        <Link href={`/inbox/${interaction.id}`} className="row-link">
          {nameOf(interaction)}
        </Link>
        <span className="dim">{interaction.queue_name}</span>
      </span>
      <span className="live-needs">
        <Needs interaction={interaction} />
        {work && work.plan_steps > 0 && <PlanStand work={work} now={now} />}
        {work?.state === "parked" && <Parked dueAt={work.due_at ?? null} />}
        {work?.is_callback && (
          <Badge color="teal" leftSection={<IconPhoneOutgoing size={10} />}>
            {t("live.callback")}
          </Badge>
        )}
        {interaction.state === "offered" && <OfferedTo agentId={interaction.agent_id} />}
        {isAlarmed && (
          <span className="alarm-mark">
            <IconAlertTriangleFilled size={12} aria-hidden /> {t("alarm.mark")}
          </span>
        )}
      </span>
      <span className="live-marks">
        {interaction.priority !== 0 && (
          <Badge color={interaction.priority > 0 ? "orange" : "gray"} leftSection={<IconFlag size={10} />}>
            {t("live.priority", { priority: signed(interaction.priority) })}
          </Badge>
        )}
        <SlaMark sla={interaction.sla} />
      </span>
      <span className="live-time time strong">{clock(waited)}</span>
      <RowMenu interaction={interaction} onAct={onAct} />
    </li>
  );
}

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));

function Needs({ interaction }: { interaction: WaitingInteraction }) {
  const { t } = useLanguage();
  const skillName = useSkillName();
  const inForce = useNeedsInForce(interaction.work);
  return (
    <Text size="xs" span>
      {needsText(t, inForce ?? interaction.requirements, skillName)}
    </Text>
  );
}

function Parked({ dueAt }: { dueAt: string | null }) {
  const { t, locale } = useLanguage();
  const now = useNow();
  return (
    <Badge color="gray" leftSection={<IconMoon size={10} />}>
      {dueAt ? t("live.parkedUntil", { time: comingTime(dueAt, now, locale) }) : t("state.parked")}
    </Badge>
  );
}

function PlanStand({ work, now }: { work: WaitingWork; now: number }) {
  const { t } = useLanguage();
  return <span className="dim">{planText(t, work, now)}</span>;
}

/** "step 2 of 4; next in 0:40". */
export function planText(t: Translate, work: WaitingWork, now: number): string {
  const { plan_step: step, plan_steps: steps, next_step_at: nextAt } = work;
  const stand =
    step > 0 ? t("live.step", { step: Math.min(step, steps), steps }) : t("live.stepStart", { steps });
  if (!nextAt) return stand;
  const left = (Date.parse(nextAt) - now) / 1000;
  const next = left > 0 ? t("live.stepNext", { time: clock(Math.ceil(left)) }) : t("live.stepNow");
  return `${stand}; ${next}`;
}

function OfferedTo({ agentId }: { agentId: string | null }) {
  const { t } = useLanguage();
  const name = useAgents().find((each) => each.id === agentId)?.name;
  return <Badge color="indigo">{name ? t("live.offeredTo", { name }) : t("live.offered")}</Badge>;
}

function RowMenu({ interaction, onAct }: { interaction: WaitingInteraction; onAct: (act: Act) => void }) {
  const { t } = useLanguage();
  const { nameOf, rescind } = useSupervise();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon className="live-menu" aria-label={t("live.more", { name: nameOf(interaction) })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserShare size={16} />}
          rightSection={<kbd>A</kbd>}
          onClick={() => onAct({ what: "assign", interaction })}
        >
          {t("act.assign")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsExchange size={16} />}
          rightSection={<kbd>Q</kbd>}
          onClick={() => onAct({ what: "move", interaction })}
        >
          {t("act.move")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFlag size={16} />}
          rightSection={<kbd>P</kbd>}
          onClick={() => onAct({ what: "priority", interaction })}
        >
          {t("act.priority")}
        </Menu.Item>
        {interaction.state === "offered" && (
          <Menu.Item leftSection={<IconHandStop size={16} />} onClick={() => void rescind(interaction)}>
            {t("act.rescind")}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconQuestionMark size={16} />}
          rightSection={<kbd>W</kbd>}
          onClick={() => onAct({ what: "explain", interaction })}
        >
          {t("act.explain")}
        </Menu.Item>
        <Menu.Item leftSection={<IconMessage size={16} />} component={Link} href={`/inbox/${interaction.id}`}>
          {t("act.open")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
