/** What goes on now: queues, who works, and who waits. Rows keep their place; only figures move. */
import { Badge, Button, Group, Menu, Table, Text } from "@mantine/core";
import { IconChevronDown, IconMoodSmile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { get, query } from "../api/client.ts";
import type { Agent, Interaction, Page, PresenceState, Queue } from "../api/types.ts";
import { PresenceDot, presenceName } from "../desk/PresenceControl.tsx";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useAgents, useQueues } from "../live/queries.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { Empty } from "../parts/Empty.tsx";
import { ExplainSheet } from "../parts/ExplainSheet.tsx";
import { useNow } from "../parts/useNow.ts";
import { clock, readableAddress, secondsSince } from "../text/times.ts";

const LONG_WAIT_S = 120;
const REFRESH_MS = 3000;

export default function LivePage() {
  const { t } = useLanguage();
  const queues = useQueues().toSorted((left, right) => left.name.localeCompare(right.name));
  const [queueId, setQueueId] = useState<string | null>(null);
  const [explained, setExplained] = useState<{ path: string; title: string } | null>(null);
  return (
    <div className="plain-page live">
      <header className="page-head">
        <h1>{t("nav.live")}</h1>
      </header>
      <div className="queue-tiles" role="group" aria-label={t("live.queues")}>
        {queues.map((queue) => (
          <QueueTile
            key={queue.id}
            queue={queue}
            isChosen={queue.id === queueId}
            onClick={() => setQueueId(queue.id === queueId ? null : queue.id)}
          />
        ))}
      </div>
      <div className="live-columns">
        <section>
          <h2 className="section-title">
            {t("live.waiting")}
            {queueId && ` · ${queues.find((queue) => queue.id === queueId)?.name ?? ""}`}
          </h2>
          <Waiting queueId={queueId} onExplain={setExplained} />
        </section>
        <section>
          <h2 className="section-title">{t("live.agents")}</h2>
          <Agents onExplain={setExplained} />
        </section>
      </div>
      {explained && <ExplainSheet {...explained} onClose={() => setExplained(null)} />}
    </div>
  );
}

function QueueTile({ queue, isChosen, onClick }: { queue: Queue; isChosen: boolean; onClick: () => void }) {
  const { t } = useLanguage();
  const now = useNow();
  const agents = useAgents();
  const members = new Set(queue.members.map((each) => each.agent_id));
  const staffed = agents.filter((agent) => members.has(agent.id) && agent.presence.state === "ready").length;
  const longest = queue.longest_wait_since ? secondsSince(queue.longest_wait_since, now) : 0;
  const bad = queue.waiting > 0 && longest > LONG_WAIT_S;
  return (
    <button
      type="button"
      className={`queue-tile${isChosen ? " here" : ""}${bad ? " bad" : ""}`}
      aria-pressed={isChosen}
      onClick={onClick}
    >
      <span className="queue-name">
        {queue.name}
        {!queue.open && <Badge color="gray">{t("queue.closed")}</Badge>}
      </span>
      <span className="queue-figures">
        <Figure value={String(queue.waiting)} name={t("live.waitingShort")} />
        <Figure value={queue.waiting > 0 ? clock(longest) : "–"} name={t("live.longest")} />
        <Figure value={`${staffed}/${queue.members.length}`} name={t("live.staffed")} />
      </span>
    </button>
  );
}

function Figure({ value, name }: { value: string; name: string }) {
  return (
    <span className="figure">
      <b>{value}</b>
      <small>{name}</small>
    </span>
  );
}

interface Explaining {
  onExplain: (what: { path: string; title: string }) => void;
}

function Waiting({ queueId, onExplain }: Explaining & { queueId: string | null }) {
  const { t } = useLanguage();
  const now = useNow();
  const { data } = useQuery({
    queryKey: ["waiting", queueId],
    queryFn: ({ signal }) =>
      get<Page<Interaction>>(
        `/interactions${query({ state: "waiting,offered", queue_id: queueId, limit: 100 })}`,
        signal,
      ),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });
  const waiting = (data?.items ?? []).toSorted((left, right) =>
    (left.queued_at ?? "").localeCompare(right.queued_at ?? ""),
  );
  if (waiting.length === 0) return <Empty icon={IconMoodSmile} title={t("live.nobodyWaits")} />;
  return (
    <div className="table-scroll">
      <Table className="rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("live.customer")}</Table.Th>
            <Table.Th>{t("live.queue")}</Table.Th>
            <Table.Th ta="right">{t("live.waited")}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {waiting.map((each) => {
            const name = each.customer_name || readableAddress(each.address);
            const waited = secondsSince(each.queued_at ?? each.created_at, now);
            return (
              <Table.Tr key={each.id}>
                <Table.Td>
                  <Group gap={6} wrap="nowrap">
                    <ChannelIcon kind={each.kind} direction={each.direction} />
                    <Link href={`/inbox/${each.id}`} className="row-link">
                      {name}
                    </Link>
                  </Group>
                </Table.Td>
                <Table.Td>{each.queue_name}</Table.Td>
                <Table.Td ta="right" className={waited > LONG_WAIT_S ? "time late" : "time"}>
                  {clock(waited)}
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="subtle"

                    onClick={() => onExplain({ path: `/interactions/${each.id}/explain`, title: name })}
                  >
                    {t("live.why")}
                  </Button>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const ORDER: PresenceState[] = ["ready", "not_ready", "offline"];

function Agents({ onExplain }: Explaining) {
  const { t } = useLanguage();
  const now = useNow();
  const agents = useAgents().toSorted(
    (left, right) =>
      ORDER.indexOf(left.presence.state) - ORDER.indexOf(right.presence.state) ||
      left.name.localeCompare(right.name),
  );
  return (
    <div className="table-scroll">
      <Table className="rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("live.agent")}</Table.Th>
            <Table.Th>{t("live.state")}</Table.Th>
            <Table.Th ta="right">{t("live.since")}</Table.Th>
            <Table.Th>{t("live.holds")}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {agents.map((agent) => (
            <Table.Tr key={agent.id} className={agent.presence.state === "offline" ? "quiet" : ""}>
              <Table.Td>{agent.name}</Table.Td>
              <Table.Td>
                <ForceState agent={agent} />
              </Table.Td>
              <Table.Td ta="right" className="time">
                {agent.presence.state === "offline" ? "" : clock(secondsSince(agent.presence.since, now))}
              </Table.Td>
              <Table.Td>
                <Load agent={agent} />
              </Table.Td>
              <Table.Td ta="right">
                <Button
                  size="compact-xs"
                  variant="subtle"

                  onClick={() => onExplain({ path: `/agents/${agent.id}/explain`, title: agent.name })}
                >
                  {t("live.why")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Load({ agent }: { agent: Agent }) {
  const { t } = useLanguage();
  const held = Object.entries(agent.load.by_kind).filter(([, count]) => count > 0);
  if (held.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t("live.free")}
      </Text>
    );
  return (
    <Group gap={8} wrap="nowrap">
      {held.map(([kind, count]) => (
        <span key={kind} className="held">
          <ChannelIcon kind={kind as Interaction["kind"]} size={14} /> {count}
        </span>
      ))}
    </Group>
  );
}

function ForceState({ agent }: { agent: Agent }) {
  const { t } = useLanguage();
  const { setPresence } = useActions();
  const { state, reason, pending } = agent.presence;
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className="quiet-button"
          leftSection={<PresenceDot state={state} />}
          rightSection={<IconChevronDown size={12} />}
        >
          {presenceName(t, state, reason)}
          {pending && ` → ${t(`presence.${pending}`)}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ORDER.filter((each) => each !== state).map((each) => (
          <Menu.Item
            key={each}
            leftSection={<PresenceDot state={each} />}
            onClick={() => void setPresence(agent, each, "")}
          >
            {t(`presence.${each}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
