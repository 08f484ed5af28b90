/** Makes or changes a task: what, for whom, by when, who does it, how often. */
import { Button, Group, Modal, Select, Stack, TextInput, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey, patch, post } from "../api/client.ts";
import type { Repeat, Task } from "../api/service.ts";
import type { Customer } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useAgents, useMyAgent } from "../live/queries.ts";
import { refresh } from "../live/service.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import { inputTime, instant } from "../text/inputTime.ts";

export interface TaskAbout {
  task?: Task;
  customer?: Customer;
  caseId?: string;
  interactionId?: string;
  title?: string;
}

const UNITS = ["none", "day", "week", "month", "year"] as const;

export function TaskForm({ about, onClose }: { about: TaskAbout; onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const agents = useAgents();
  const me = useMyAgent();
  const { task } = about;
  const [title, setTitle] = useState(task?.title ?? about.title ?? "");
  const [text, setText] = useState(task?.text ?? "");
  const [due, setDue] = useState(inputTime(task?.due_at ?? null));
  const [owner, setOwner] = useState<string | null>(task ? task.owner_agent_id : (me?.id ?? null));
  const [customer, setCustomer] = useState(about.customer ?? null);
  const [unit, setUnit] = useState<string>(task?.repeat?.unit ?? "none");
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);

  const save = async () => {
    setBusy(true);
    const at = instant(due);
    const repeat =
      unit === "none"
        ? null
        : { unit: unit as Repeat["unit"], every: task?.repeat?.every ?? 1, zone: zoneOf(task) };
    const own = { title: title.trim(), text, due_at: at, remind_at: at, owner_agent_id: owner, repeat };
    const ties = {
      customer_id: customer?.id ?? null,
      case_id: about.caseId ?? null,
      interaction_id: about.interactionId ?? null,
    };
    const done = await run(() =>
      task ? patch(`/tasks/${task.id}`, own, task.version) : post("/tasks", { ...own, ...ties }, key),
    );
    setBusy(false);
    if (!done) return;
    refresh(client, "tasks", "today");
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={task ? t("task.edit") : t("tasks.add")}
      size="md"
      className="sheet"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t("task.title")}
            value={title}
            required
            onChange={(event) => setTitle(event.currentTarget.value)}
            data-autofocus
          />
          <Textarea
            label={t("task.text")}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group grow align="flex-start">
            <TextInput
              type="datetime-local"
              label={t("task.due")}
              value={due}
              onChange={(event) => setDue(event.currentTarget.value)}
            />
            <Select
              label={t("task.repeat")}
              data={UNITS.map((each) => ({ value: each, label: t(`task.repeat.${each}`) }))}
              value={unit}
              disabled={!due}
              onChange={(chosen) => setUnit(chosen ?? "none")}
              allowDeselect={false}
            />
          </Group>
          <Select
            label={t("task.owner")}
            placeholder={t("tasks.nobody")}
            clearable
            searchable
            nothingFoundMessage={t("common.nothingFound")}
            data={agents.map((each) => ({ value: each.id, label: each.name }))}
            value={owner}
            onChange={setOwner}
          />
          {!task && <CustomerPicker value={customer} onChange={setCustomer} label={t("task.customer")} />}
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!title.trim()}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const zoneOf = (task: Task | undefined): string =>
  task?.repeat?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
