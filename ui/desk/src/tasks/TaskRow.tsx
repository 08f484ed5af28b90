/** One task in a list: tick it off, see what it is about and by when, put it off, change it. */
import { ActionIcon, Badge, Checkbox, Group, Menu, Text, Tooltip } from "@mantine/core";
import {
  IconCalendarDue,
  IconClockPause,
  IconDots,
  IconHandGrab,
  IconPencil,
  IconPhone,
  IconRepeat,
  IconTrash,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { get, patch, post } from "../api/client.ts";
import type { Task } from "../api/service.ts";
import type { Customer } from "../api/types.ts";
import { SnoozeMenu } from "../desk/SnoozeMenu.tsx";
import { known, useLanguage, type Translate } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useAgents, useMyAgent } from "../live/queries.ts";
import { refresh } from "../live/service.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { showDone } from "../parts/notices.tsx";
import { useNow } from "../parts/useNow.ts";
import { comingTime, fullTime, shortDay } from "../text/times.ts";
import { CompleteTask } from "./CompleteTask.tsx";

/** Kinds whose result is asked for; the others are ticked off at once. */
const ASKED: ReadonlySet<Task["kind"]> = new Set(["call_back", "weekly_call", "survey_follow_up", "apology"]);

/** Kinds that steps of a case make. */
const OF_CASES: ReadonlySet<Task["kind"]> = new Set([
  "apology",
  "joint_review",
  "report_result",
  "after_sales",
]);

export function TaskRow({ task, isBare = false }: { task: Task; isBare?: boolean }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const { editTask } = useDialogs();
  const owner = useAgents().find((each) => each.id === task.owner_agent_id);
  const me = useMyAgent();
  const [isCompleting, setCompleting] = useState(false);
  const [isSnoozing, setSnoozing] = useState(false);
  const act = (name: string, body: object = {}) =>
    run(() => post<Task>(`/tasks/${task.id}/${name}`, body)).then((done) => {
      if (done) refresh(client, "tasks", "today", "case-history");
      return done;
    });
  const tick = async () => {
    if (ASKED.has(task.kind)) {
      setCompleting(true);
      return;
    }
    if (await act("complete", { result: "done" }))
      showDone(t("task.doneNote", { title: task.title }), {
        label: t("task.undo"),
        run: () => void act("reopen"),
      });
  };
  const isOpen = task.state === "open";
  return (
    <li className={isOpen ? "task" : "task over"}>
      <Checkbox
        aria-label={`${isOpen ? t("task.complete") : t("task.reopen")}: ${task.title}`}
        checked={!isOpen}
        onChange={() => void (isOpen ? tick() : act("reopen"))}
      />
      <div className="task-text">
        <button type="button" className="task-title" onClick={() => editTask({ task })}>
          {isBare ? ownTitle(t, task) : task.title}
        </button>
        <Group gap={6} className="task-facts">
          {task.kind !== "to_do" && !(isBare && OF_CASES.has(task.kind)) && (
            <Badge color={task.kind === "apology" ? "red" : "gray"}>{t(`task.kind.${task.kind}`)}</Badge>
          )}
          <DueMark task={task} />
          {!isBare && task.customer_id && (
            <Link href={`/customers/${task.customer_id}`}>{task.customer_name || t("customer.unnamed")}</Link>
          )}
          {!isBare && task.case_id && <Link href={`/cases/${task.case_id}`}>{task.case_number}</Link>}
          {owner && owner.id !== me?.id && <span className="dim">{owner.name}</span>}
          {!task.owner_agent_id && <span className="dim">{task.team || t("tasks.nobody")}</span>}
        </Group>
      </div>
      {isOpen && (
        <Group gap={2} wrap="nowrap" className="task-deeds">
          {task.customer_id && (task.kind === "call_back" || task.kind === "weekly_call") && (
            <CallButton customerId={task.customer_id} />
          )}
          {!task.owner_agent_id && me && (
            <Tooltip label={t("task.take")}>
              <ActionIcon
                aria-label={`${t("task.take")}: ${task.title}`}
                onClick={() =>
                  void run(() => patch(`/tasks/${task.id}`, { owner_agent_id: me.id }, task.version)).then(
                    () => refresh(client, "tasks", "today"),
                  )
                }
              >
                <IconHandGrab size={15} />
              </ActionIcon>
            </Tooltip>
          )}
          <SnoozeMenu
            opened={isSnoozing}
            setOpened={setSnoozing}
            onSnooze={(until) => void act("snooze", { until: until.toISOString() })}
          >
            <ActionIcon aria-label={`${t("task.snooze")}: ${task.title}`} onClick={() => setSnoozing(true)}>
              <IconClockPause size={15} />
            </ActionIcon>
          </SnoozeMenu>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={`${t("common.more")}: ${task.title}`}>
                <IconDots size={15} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => editTask({ task })}>
                {t("task.edit")}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => void act("cancel")}>
                {t("task.cancel")}
              </Menu.Item>
              {task.repeat && (
                <Menu.Item
                  leftSection={<IconTrash size={14} />}
                  onClick={() => void act("cancel", { whole_series: true })}
                >
                  {t("task.cancel")} · {t("task.wholeSeries")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      )}
      {isCompleting && <CompleteTask task={task} onClose={() => setCompleting(false)} />}
    </li>
  );
}

/** On the case's own page its number and subject say nothing new: what is to be done does. */
function ownTitle(t: Translate, task: Task): string {
  if (!OF_CASES.has(task.kind)) return task.title;
  const about = task.kind === "apology" ? known(t, "sla", task.text) : task.text.split("\n")[0];
  return [t(`task.kind.${task.kind}`), about].filter(Boolean).join(" · ");
}

function DueMark({ task }: { task: Task }) {
  const { t, locale } = useLanguage();
  const now = useNow(30_000);
  if (!task.due_at) return task.repeat ? <RepeatMark task={task} /> : null;
  const isLate = task.state === "open" && Date.parse(task.due_at) < now;
  const text = isLate
    ? t("task.late", { time: shortDay(task.due_at, now, locale) })
    : comingTime(task.due_at, now, locale);
  return (
    <>
      <Tooltip label={fullTime(task.due_at, locale)}>
        <span className={isLate ? "time late due" : "time due"}>
          <IconCalendarDue size={13} aria-hidden />
          {text}
        </span>
      </Tooltip>
      {task.repeat && <RepeatMark task={task} />}
    </>
  );
}

function RepeatMark({ task }: { task: Task }) {
  const { t } = useLanguage();
  if (!task.repeat) return null;
  return (
    <Text span size="xs" c="dimmed" className="due">
      <IconRepeat size={12} aria-hidden />
      {t(`task.repeat.${task.repeat.unit}`)}
    </Text>
  );
}

/** Reaches the customer in two clicks: the dialog knows whom and by which way. */
export function CallButton({ customerId }: { customerId: string }) {
  const { t } = useLanguage();
  const { writeFirst } = useDialogs();
  const client = useQueryClient();
  const { run } = useActions();
  const call = () =>
    run(async () => {
      const customer = await client.query({
        queryKey: ["customer", customerId],
        queryFn: () => get<Customer>(`/customers/${customerId}`),
        staleTime: 60_000,
      });
      writeFirst({ customer, kind: "phone" });
    });
  return (
    <Tooltip label={t("today.call")}>
      <ActionIcon variant="light" color="green" aria-label={t("today.call")} onClick={() => void call()}>
        <IconPhone size={15} />
      </ActionIcon>
    </Tooltip>
  );
}
