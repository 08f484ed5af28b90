/** Short notices in the corner: a refusal with its reason, something done with its undo, a call on another phone system. */
import { Anchor, Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "wouter";
import { Problem } from "../api/client.ts";
import type { Task } from "../api/service.ts";
import type { Interaction } from "../api/types.ts";
import type { Translate } from "../i18n/index.ts";
import { readableAddress } from "../text/times.ts";

export function showProblem(t: Translate, error: unknown): void {
  const text = problemText(t, error);
  notifications.show({ id: text, color: "red", title: t("problem.title"), message: text, autoClose: 8000 });
}

export function problemText(t: Translate, error: unknown): string {
  if (error instanceof Problem && error.status === 0) return t("problem.offline");
  if (error instanceof Problem && error.status === 412) return t("problem.late");
  if (error instanceof Problem && error.errors.length > 0) {
    return error.errors.map((each) => `${each.field}: ${each.message}`).join("\n");
  }
  return error instanceof Error ? error.message : String(error);
}

export function showDone(text: string, undo?: { label: string; run: () => void }): void {
  const id = notifications.show({
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        {undo && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              undo.run();
              notifications.hide(id);
            }}
          >
            {undo.label}
          </Button>
        )}
      </Group>
    ),
    autoClose: undo ? 12_000 : 3000,
  });
}

/** Something worth knowing that is neither done nor refused. */
export function showNote(text: string): void {
  notifications.show({ message: text, color: "gray", autoClose: 5000 });
}

/** A task whose time has come. */
export function showReminder(t: Translate, task: Task): void {
  notifications.show({
    id: task.id,
    title: t("task.reminder"),
    color: "yellow",
    message: (
      <Anchor component={Link} size="sm" href={placeOf(task)} onClick={() => notifications.hide(task.id)}>
        {task.title}
      </Anchor>
    ),
    autoClose: false,
  });
}

function placeOf(task: Task): string {
  if (task.case_id) return `/cases/${task.case_id}`;
  return task.customer_id ? `/customers/${task.customer_id}` : "/tasks";
}

/** A call that rang on another phone system. */
export function showPopped(t: Translate, interaction: Interaction, name: string): void {
  showContact(t("popped.title"), interaction, name);
}

/** Work that the queue accepted for me. */
export function showTaken(t: Translate, interaction: Interaction, name: string): void {
  showContact(t("offer.takenTitle"), interaction, name);
}

function showContact(title: string, interaction: Interaction, name: string): void {
  notifications.show({
    id: interaction.id,
    title,
    message: (
      <Anchor
        component={Link}
        size="sm"
        href={`/inbox/${interaction.id}`}
        onClick={() => notifications.hide(interaction.id)}
      >
        {name || readableAddress(interaction.address)}
      </Anchor>
    ),
    autoClose: 30_000,
  });
}
