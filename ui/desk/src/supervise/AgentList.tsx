/** Who works: state with the time in it, what each has in hand, how full they are; and what can be done. */
import { ActionIcon, Badge, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconDots,
  IconLogout,
  IconPlugConnectedX,
  IconQuestionMark,
  IconSettings,
} from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { LiveAgent } from "../api/routing.ts";
import { PresenceDot, presenceName } from "../desk/PresenceControl.tsx";
import { useLanguage } from "../i18n/index.ts";
import { workInHand } from "../live/liveView.ts";
import { useNow } from "../parts/useNow.ts";
import { clock, secondsSince } from "../text/times.ts";
import type { Act } from "./acts.ts";
import { HeldChip } from "./HeldChip.tsx";
import { useSupervise } from "./useSupervise.ts";

const ORDER = ["ready", "not_ready", "offline"];

/** By state, then name: a row moves only when somebody's state changes. */
export function byState(agents: LiveAgent[]): LiveAgent[] {
  return agents.toSorted(
    (left, right) =>
      ORDER.indexOf(left.presence.state) - ORDER.indexOf(right.presence.state) ||
      left.name.localeCompare(right.name),
  );
}

export function AgentList({ agents, onAct }: { agents: LiveAgent[]; onAct: (act: Act) => void }) {
  const { t } = useLanguage();
  const [showsOffline, setShowsOffline] = useState(false);
  const here = agents.filter((each) => each.presence.state !== "offline" || (each.work?.length ?? 0) > 0);
  const away = agents.filter((each) => !here.includes(each));
  return (
    <>
      <ul className="live-rows" aria-label={t("live.agents")}>
        {byState(here).map((agent) => (
          <AgentRow key={agent.id} agent={agent} onAct={onAct} />
        ))}
        {showsOffline &&
          byState(away).map((agent) => <AgentRow key={agent.id} agent={agent} onAct={onAct} />)}
      </ul>
      {away.length > 0 && (
        <Button
          variant="subtle"
          color="gray"
          className="quiet-button"
          size="compact-xs"
          mt={6}
          aria-expanded={showsOffline}
          onClick={() => setShowsOffline(!showsOffline)}
        >
          {showsOffline ? t("live.hideOffline") : t("live.showOffline", { count: away.length })}
        </Button>
      )}
    </>
  );
}

function AgentRow({ agent, onAct }: { agent: LiveAgent; onAct: (act: Act) => void }) {
  const { t } = useLanguage();
  const now = useNow();
  const { state, reason, since, pending, pending_reason: why, lost_at: lostAt } = agent.presence;
  const { now: inHand, aside } = workInHand(agent);
  return (
    <li className={`live-row agent-row${state === "offline" ? " quiet" : ""}`}>
      <PresenceDot state={state} />
      <span className="live-who">
        <span className="row-name">{agent.name}</span>
        <span className="agent-state">
          {presenceName(t, state, reason)}
          {pending && ` · ${t("live.wish", { state: presenceName(t, pending, why) })}`}
        </span>
        {lostAt && (
          <Badge color="red" leftSection={<IconPlugConnectedX size={11} />}>
            {t("live.lostFor", { time: clock(secondsSince(lostAt, now)) })}
          </Badge>
        )}
      </span>
      <span className="agent-work">
        {inHand.map((each) => (
          <HeldChip key={each.id} work={each} agent={agent} onAct={onAct} />
        ))}
        {inHand.length === 0 && state === "ready" && <span className="dim">{t("live.free")}</span>}
        {aside.length > 0 && <span className="dim">{t("live.aside", { count: aside.length })}</span>}
      </span>
      <Units agent={agent} />
      <span className="live-time time">{state === "offline" ? "" : clock(secondsSince(since, now))}</span>
      <AgentMenu agent={agent} onAct={onAct} />
    </li>
  );
}

/** How full: a thin bar with the figures in words for those who cannot see it. */
function Units({ agent }: { agent: LiveAgent }) {
  const { t } = useLanguage();
  const { units_used: used, units } = agent.load;
  if (units === 0 || agent.presence.state === "offline") return <span className="units" />;
  const text = t("live.units", { used, units });
  return (
    <Tooltip label={text}>
      <span className="units" role="img" aria-label={text}>
        <span
          style={{ width: `${Math.min(100, (used / units) * 100)}%` }}
          className={used > units ? "over" : ""}
        />
      </span>
    </Tooltip>
  );
}

function AgentMenu({ agent, onAct }: { agent: LiveAgent; onAct: (act: Act) => void }) {
  const { t } = useLanguage();
  const { force } = useSupervise();
  const { state } = agent.presence;
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon className="live-menu" aria-label={t("live.more", { name: agent.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {state === "not_ready" && (
          <Menu.Item leftSection={<PresenceDot state="ready" />} onClick={() => void force(agent, "ready")}>
            {t("act.ready")}
          </Menu.Item>
        )}
        {state !== "offline" && (
          <>
            <Menu.Item
              leftSection={<PresenceDot state="not_ready" />}
              onClick={() => onAct({ what: "not-ready", agent })}
            >
              {t("act.notReady")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLogout size={16} />}
              color="red"
              onClick={() => onAct({ what: "sign-out", agent })}
            >
              {t("act.signOut")}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item
          leftSection={<IconQuestionMark size={16} />}
          onClick={() => onAct({ what: "explain-agent", agent })}
        >
          {t("act.explainAgent")}
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={16} />} component={Link} href="/admin/agents">
          {t("act.edit")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
