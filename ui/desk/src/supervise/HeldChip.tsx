/** One contact in an agent's hands: whom, since when; opens what a supervisor can do with it. */
import { Menu, UnstyledButton } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconEar,
  IconMessage,
  IconMessage2Share,
  IconMicrophone,
  IconQuestionMark,
  IconUserShare,
} from "@tabler/icons-react";
import { Link } from "wouter";
import type { HeldWork, LiveAgent } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { useNow } from "../parts/useNow.ts";
import { clock, secondsSince } from "../text/times.ts";
import type { Act } from "./acts.ts";
import { useSupervise, type MonitorMode } from "./useSupervise.ts";

const MONITORS: [MonitorMode, typeof IconEar][] = [
  ["listen", IconEar],
  ["whisper", IconMessage2Share],
  ["barge", IconMicrophone],
];

export function HeldChip({
  work,
  agent,
  onAct,
}: {
  work: HeldWork;
  agent: LiveAgent;
  onAct: (act: Act) => void;
}) {
  const { t } = useLanguage();
  const now = useNow();
  const { nameOf, monitor } = useSupervise();
  const isTalking = work.kind === "phone" && (work.state === "active" || work.state === "held");
  const isMovable = work.state !== "wrapping" && work.kind !== "phone";
  return (
    <Menu position="bottom-start" width={230}>
      <Menu.Target>
        <UnstyledButton className={`held-chip held-${work.state}`}>
          <ChannelIcon kind={work.kind} direction={work.direction} size={14} />
          <span className="held-name">{nameOf(work)}</span>
          <span className="time">
            {work.state === "active" ? "" : `${t(`state.${work.state}`)} `}
            {work.accepted_at && clock(secondsSince(work.accepted_at, now))}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {isTalking && (
          <>
            {MONITORS.map(([mode, Shape]) => (
              <Menu.Item
                key={mode}
                leftSection={<Shape size={16} />}
                onClick={() => void monitor(work, mode)}
              >
                {t(`act.${mode}`)}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
        {isMovable && (
          <>
            <Menu.Item
              leftSection={<IconUserShare size={16} />}
              onClick={() => onAct({ what: "assign", interaction: work })}
            >
              {t("act.assign")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowsExchange size={16} />}
              onClick={() => onAct({ what: "move", interaction: work })}
            >
              {t("act.move")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowBackUp size={16} />}
              color="red"
              onClick={() => onAct({ what: "requeue", interaction: work, agent })}
            >
              {t("act.requeue")}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item
          leftSection={<IconQuestionMark size={16} />}
          onClick={() => onAct({ what: "explain", interaction: work })}
        >
          {t("act.explain")}
        </Menu.Item>
        <Menu.Item leftSection={<IconMessage size={16} />} component={Link} href={`/inbox/${work.id}`}>
          {t("act.open")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
