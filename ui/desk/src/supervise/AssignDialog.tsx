/** Gives work to an agent: who can take it now stands first, the others say what stands in the way. */
import { Alert, Button, Checkbox, Drawer, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../api/client.ts";
import type { Block, Explanation } from "../api/explain.ts";
import type { Agent } from "../api/types.ts";
import { PresenceDot, presenceName } from "../desk/PresenceControl.tsx";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { IconUserOff } from "@tabler/icons-react";
import { blockText } from "../text/blocks.ts";
import type { Work } from "./acts.ts";
import { useSkillName } from "../live/skills.ts";
import { useSupervise, waits } from "./useSupervise.ts";

/** What may be set aside on purpose; who is away cannot be given anything. */
const CAPACITY: ReadonlySet<string> = new Set(["channel_full", "units_full", "blocked_kind"]);
const HOPELESS: ReadonlySet<string> = new Set([
  "offline",
  "not_ready",
  "presence_pending",
  "connection_lost",
]);

interface Choice {
  agent: Agent;
  block: Block | null;
}

export function AssignDialog({ interaction, onClose }: { interaction: Work; onClose: () => void }) {
  const { t } = useLanguage();
  const { nameOf, assign } = useSupervise();
  const agents = useAgents();
  const { data } = useQuery({
    queryKey: ["explain", `/interactions/${interaction.id}/explain`],
    queryFn: ({ signal }) => get<Explanation>(`/interactions/${interaction.id}/explain`, signal),
    staleTime: 0,
  });
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState("");
  const [ignore, setIgnore] = useState(false);
  const [busy, setBusy] = useState(false);
  const choices = ordered(agents, data, interaction).filter(({ agent }) =>
    `${agent.name} ${Object.keys(agent.skills).join(" ")}`.toLowerCase().includes(filter.toLowerCase()),
  );
  const target = choices.find(({ agent }) => agent.id === chosen);
  const isFull = target?.block ? CAPACITY.has(target.block.blocker) : false;

  const offer = async () => {
    if (!target) return;
    setBusy(true);
    const done = await assign(interaction, target.agent, ignore);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={420}
      title={t("assign.title", { name: nameOf(interaction) })}
      className="sheet"
    >
      <Stack gap="sm">
        <TextInput
          aria-label={t("assign.find")}
          placeholder={t("assign.find")}
          leftSection={<IconSearch size={14} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          data-autofocus
        />
        {choices.length === 0 && <Empty icon={IconUserOff} title={t("assign.nobody")} />}
        <Radio.Group value={chosen} onChange={setChosen} aria-label={t("live.agents")}>
          {choices.map((each) => (
            <AgentChoice key={each.agent.id} {...each} />
          ))}
        </Radio.Group>
        <Checkbox
          checked={ignore}
          onChange={(event) => setIgnore(event.currentTarget.checked)}
          label={t("assign.ignore")}
          description={t("assign.ignoreHint")}
        />
        {isFull && !ignore && <Alert color="yellow">{t("assign.needsIgnore")}</Alert>}
        <Group justify="flex-end" className="sheet-foot">
          <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button disabled={!target || (isFull && !ignore)} loading={busy} onClick={() => void offer()}>
            {t("assign.do")}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}

function AgentChoice({ agent, block }: Choice) {
  const { t, locale } = useLanguage();
  const skillName = useSkillName();
  const { state, reason } = agent.presence;
  return (
    <Radio.Card
      value={agent.id}
      className="choice"
      aria-label={agent.name}
      disabled={block !== null && HOPELESS.has(block.blocker)}
    >
      <Radio.Indicator />
      <span className="choice-text">
        <Text size="sm" fw={550}>
          {agent.name}
        </Text>
        <Text size="xs" c={block ? "dimmed" : "var(--good)"}>
          {block ? blockText(t, block, { locale, skillName }) : t("explain.free")}
        </Text>
      </span>
      <span className="choice-state">
        <span>
          <PresenceDot state={state} /> {presenceName(t, state, reason)}
        </span>
      </span>
    </Radio.Card>
  );
}

/** Those who can take it first, then those who are full, then the others who are here; the absent last. */
function ordered(agents: Agent[], told: Explanation | undefined, interaction: Work): Choice[] {
  const blocks = new Map(told?.candidates?.map((each) => [each.agent_id, each.block]));
  const blockOf = (agent: Agent): Block | null => {
    const known = waits(interaction) ? blocks.get(agent.id) : undefined;
    return known === undefined ? ownBlock(agent, interaction.queue_id ?? null) : known;
  };
  const rank = ({ block }: Choice): number =>
    block === null ? 0 : CAPACITY.has(block.blocker) ? 1 : HOPELESS.has(block.blocker) ? 3 : 2;
  return agents
    .map((agent) => ({ agent, block: blockOf(agent) }))
    .toSorted((left, right) => rank(left) - rank(right) || left.agent.name.localeCompare(right.agent.name));
}

/** Agents whom routing does not consider may be given it all the same, if they are there. */
function ownBlock({ presence, queue_ids: queueIds }: Agent, queueId: string | null): Block | null {
  const isIn = queueId === null || queueIds.includes(queueId);
  const blocker = presence.state !== "ready" ? presence.state : isIn ? null : "not_member";
  return blocker && { blocker, detail: "", have: null, need: null };
}
