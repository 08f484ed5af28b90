/** The dialogs behind a supervisor's acts: what hurts is said before it is done. */
import { Button, Group, Modal, NumberInput, Radio, Select, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { LiveAgent } from "../api/routing.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useDesk, useQueues } from "../live/queries.ts";
import { ExplainSheet } from "../parts/ExplainSheet.tsx";
import type { Act, Work } from "./acts.ts";
import { AssignDialog } from "./AssignDialog.tsx";
import { useSupervise } from "./useSupervise.ts";
import { workInHand } from "../live/liveView.ts";

const MOST = 100;

export function ActDialogs({ act, onClose }: { act: Act; onClose: () => void }) {
  const { nameOf } = useSupervise();
  switch (act.what) {
    case "assign":
      return <AssignDialog interaction={act.interaction} onClose={onClose} />;
    case "move":
      return <MoveDialog interaction={act.interaction} onClose={onClose} />;
    case "priority":
      return <PriorityDialog interaction={act.interaction} onClose={onClose} />;
    case "requeue":
      return <RequeueDialog interaction={act.interaction} agent={act.agent} onClose={onClose} />;
    case "not-ready":
      return <NotReadyDialog agent={act.agent} onClose={onClose} />;
    case "sign-out":
      return <SignOutDialog agent={act.agent} onClose={onClose} />;
    case "explain":
      return (
        <ExplainSheet
          path={`/interactions/${act.interaction.id}/explain`}
          title={nameOf(act.interaction)}
          onClose={onClose}
        />
      );
    case "explain-agent":
      return (
        <ExplainSheet path={`/agents/${act.agent.id}/explain`} title={act.agent.name} onClose={onClose} />
      );
  }
}

interface AskProps {
  title: string;
  action: string;
  isGrave?: boolean;
  canDo?: boolean;
  onDo: () => Promise<boolean>;
  onClose: () => void;
  children: ReactNode;
}

function Ask({ title, action, isGrave = false, canDo = true, onDo, onClose, children }: AskProps) {
  const { t } = useLanguage();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const done = await onDo();
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} size={440} className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          {children}
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button
              type="submit"
              loading={busy}
              disabled={!canDo}
              {...(isGrave ? { color: "red", "data-autofocus": true } : {})}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function MoveDialog({ interaction, onClose }: { interaction: Work; onClose: () => void }) {
  const { t } = useLanguage();
  const { nameOf, move } = useSupervise();
  const queues = useQueues().filter((each) => each.id !== interaction.queue_id);
  const [chosen, setChosen] = useState("");
  const target = queues.find((each) => each.id === chosen);
  return (
    <Ask
      title={t("move.title", { name: nameOf(interaction) })}
      action={t("move.do")}
      canDo={target !== undefined}
      onDo={() => (target ? move(interaction, target) : Promise.resolve(false))}
      onClose={onClose}
    >
      <Radio.Group value={chosen} onChange={setChosen} aria-label={t("live.queues")}>
        {queues.map((queue) => (
          <Radio.Card key={queue.id} value={queue.id} className="choice" aria-label={queue.name}>
            <Radio.Indicator />
            <span className="choice-text">{queue.name}</span>
            <span className="choice-state dim">
              {queue.open ? t("queue.waiting", { count: queue.waiting }) : t("queue.closed")}
            </span>
          </Radio.Card>
        ))}
      </Radio.Group>
      <Text size="xs" c="dimmed">
        {t("move.keeps")}
      </Text>
    </Ask>
  );
}

function PriorityDialog({ interaction, onClose }: { interaction: Work; onClose: () => void }) {
  const { t } = useLanguage();
  const { nameOf, setPriority } = useSupervise();
  const before = "priority" in interaction ? interaction.priority : 0;
  const [priority, setPriorityField] = useState<number | "">(before);
  return (
    <Ask
      title={t("priority.title", { name: nameOf(interaction) })}
      action={t("common.save")}
      canDo={priority !== "" && priority !== before}
      onDo={() => setPriority({ ...interaction, priority: before }, Number(priority))}
      onClose={onClose}
    >
      <NumberInput
        label={t("priority.label")}
        description={t("priority.hint", { priority: before })}
        value={priority}
        min={-MOST}
        max={MOST}
        allowDecimal={false}
        onChange={(value) => setPriorityField(value === "" ? "" : Number(value))}
        data-autofocus
      />
    </Ask>
  );
}

function RequeueDialog({
  interaction,
  agent,
  onClose,
}: {
  interaction: Work;
  agent: LiveAgent;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const { nameOf, requeue } = useSupervise();
  return (
    <Ask
      title={t("requeue.title")}
      action={t("requeue.do")}
      isGrave
      onDo={() => requeue(interaction)}
      onClose={onClose}
    >
      <Text size="sm">
        {t("requeue.text", {
          agent: agent.name,
          name: nameOf(interaction),
          queue: interaction.queue_name ?? t("requeue.noQueue"),
        })}
      </Text>
    </Ask>
  );
}

function NotReadyDialog({ agent, onClose }: { agent: LiveAgent; onClose: () => void }) {
  const { t } = useLanguage();
  const { force } = useSupervise();
  const reasons = useDesk((desk) => desk.settings.not_ready_reasons);
  const [reason, setReason] = useState(reasons[0] ?? "break");
  return (
    <Ask
      title={t("force.title", { name: agent.name })}
      action={t("force.do")}
      onDo={() => force(agent, "not_ready", reason)}
      onClose={onClose}
    >
      <Select
        label={t("force.reason")}
        description={t("force.hint")}
        data={(reasons.length > 0 ? reasons : ["break"]).map((each) => ({
          value: each,
          label: known(t, "reason", each),
        }))}
        value={reason}
        onChange={(value) => setReason(value ?? reason)}
        allowDeselect={false}
        data-autofocus
      />
    </Ask>
  );
}

function SignOutDialog({ agent, onClose }: { agent: LiveAgent; onClose: () => void }) {
  const { t } = useLanguage();
  const { force } = useSupervise();
  const { now, aside } = workInHand(agent);
  const count = now.length + aside.length;
  return (
    <Ask
      title={t("signOut.title", { name: agent.name })}
      action={t("signOut.do")}
      isGrave
      onDo={() => force(agent, "offline")}
      onClose={onClose}
    >
      <Text size="sm">
        {count > 0
          ? t("signOut.textHolding", { name: agent.name, count })
          : t("signOut.text", { name: agent.name })}
      </Text>
    </Ask>
  );
}
