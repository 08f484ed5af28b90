/** Hands an interaction to an agent or a queue, at once or (calls) after asking: who is free, what waits where. */
import { Badge, Button, Drawer, Group, Radio, Stack, Text, TextInput, Textarea } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { Agent, Interaction, PresenceState, Queue } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useAgents, useMyAgent, useQueues } from "../live/queries.ts";
import { useNow } from "../parts/useNow.ts";
import { clock, secondsSince } from "../text/times.ts";
import { PresenceDot, presenceName } from "./PresenceControl.tsx";

const ORDER: PresenceState[] = ["ready", "not_ready", "offline"];

export function TransferSheet({ interaction, onClose }: { interaction: Interaction; onClose: () => void }) {
  const { t } = useLanguage();
  const { transfer, consult } = useActions();
  const me = useMyAgent();
  const agents = useAgents().filter((each) => each.id !== me?.id);
  const queues = useQueues();
  const [filter, setFilter] = useState("");
  const [target, setTarget] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const fits = (name: string) => name.toLowerCase().includes(filter.toLowerCase());

  const canAsk = interaction.call?.state === "connected" && !interaction.call.consult;

  const move = async (how: typeof transfer) => {
    const [what, id] = target.split("/") as ["agent" | "queue", string];
    setBusy(true);
    const done = await how(
      interaction.id,
      what === "agent" ? { agent_id: id } : { queue_id: id },
      note.trim(),
    );
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={400}
      title={t("transfer.title")}
      className="sheet"
    >
      <Stack gap="sm">
        <TextInput
          aria-label={t("transfer.find")}
          placeholder={t("transfer.find")}
          leftSection={<IconSearch size={14} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          data-autofocus
        />
        <Radio.Group value={target} onChange={setTarget} aria-label={t("transfer.title")}>
          <Text className="section-title">{t("transfer.queues")}</Text>
          {queues
            .filter((queue) => fits(queue.name))
            .map((queue) => (
              <QueueChoice key={queue.id} queue={queue} />
            ))}
          <Text className="section-title">{t("transfer.agents")}</Text>
          {agents
            .filter((agent) => fits(`${agent.name} ${Object.keys(agent.skills).join(" ")}`))
            .toSorted(
              (left, right) => ORDER.indexOf(left.presence.state) - ORDER.indexOf(right.presence.state),
            )
            .map((agent) => (
              <AgentChoice key={agent.id} agent={agent} />
            ))}
        </Radio.Group>
        <Textarea
          label={t("transfer.note")}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            variant={canAsk ? "default" : "filled"}
            disabled={!target}
            loading={busy}
            onClick={() => void move(transfer)}
          >
            {t("transfer.do")}
          </Button>
          {canAsk && (
            <Button disabled={!target} loading={busy} onClick={() => void move(consult)}>
              {t("transfer.ask")}
            </Button>
          )}
        </Group>
      </Stack>
    </Drawer>
  );
}

function QueueChoice({ queue }: { queue: Queue }) {
  const { t } = useLanguage();
  const now = useNow();
  const longest = queue.longest_wait_since ? clock(secondsSince(queue.longest_wait_since, now)) : null;
  return (
    <Radio.Card value={`queue/${queue.id}`} className="choice" aria-label={queue.name}>
      <Radio.Indicator />
      <span className="choice-text">
        <Text size="sm" fw={550}>
          {queue.name}
        </Text>
        <Text size="xs" c="dimmed">
          {t("queue.waiting", { count: queue.waiting })}
          {longest && ` · ${t("queue.longest", { time: longest })}`}
        </Text>
      </span>
      {!queue.open && <Badge color="gray">{t("queue.closed")}</Badge>}
    </Radio.Card>
  );
}

function AgentChoice({ agent }: { agent: Agent }) {
  const { t } = useLanguage();
  const now = useNow();
  const { state, reason, since } = agent.presence;
  const skills = Object.entries(agent.skills).map(([skill, level]) => `${skill} ${level}`);
  return (
    <Radio.Card value={`agent/${agent.id}`} className="choice" aria-label={agent.name}>
      <Radio.Indicator />
      <span className="choice-text">
        <Text size="sm" fw={550}>
          {agent.name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {skills.join(", ") || t("agent.noSkills")}
        </Text>
      </span>
      <span className="choice-state">
        <span>
          <PresenceDot state={state} /> {presenceName(t, state, reason)}
        </span>
        <span className="time">{state === "offline" ? "" : clock(secondsSince(since, now))}</span>
      </span>
    </Radio.Card>
  );
}
