/** Asks what came of a task: a word to count by, and what the agent has to say. */
import { Button, Group, Modal, SegmentedControl, Stack, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey, post } from "../api/client.ts";
import type { Task } from "../api/service.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { refresh } from "../live/service.ts";

const RESULTS = ["reached", "not_reached", "refused", "bought", "done"] as const;

export function CompleteTask({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const [result, setResult] = useState<string>("reached");
  const [outcome, setOutcome] = useState("");
  const [key] = useState(newKey);
  const save = async () => {
    const body = { result, outcome: outcome.trim() };
    if (!(await run(() => post(`/tasks/${task.id}/complete`, body, key)))) return;
    refresh(client, "tasks", "today");
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t("task.completeTitle")} className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <SegmentedControl
            aria-label={t("task.result")}
            value={result}
            onChange={setResult}
            data={RESULTS.map((each) => ({ value: each, label: t(`task.result.${each}`) }))}
          />
          <Textarea
            label={t("task.outcome")}
            autosize
            minRows={2}
            value={outcome}
            onChange={(event) => setOutcome(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button type="submit">{t("task.complete")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
