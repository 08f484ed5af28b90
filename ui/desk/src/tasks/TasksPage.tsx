/** All that is to be done: mine, my team's, what nobody has taken; one line adds more. */
import { Button, Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconChecklist, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type RefObject } from "react";
import { newKey, post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { isComposing, useShortcuts } from "../keys/shortcuts.ts";
import { useActions } from "../live/actions.ts";
import { useMyAgent } from "../live/queries.ts";
import { refresh, useTasks } from "../live/service.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { useDialogs } from "../parts/dialogs.tsx";
import { Empty } from "../parts/Empty.tsx";
import { TaskRow } from "./TaskRow.tsx";

const WHOSE = { mine: { owner: "me" }, team: { team: "mine" }, nobody: { owner: "nobody" }, all: {} };
const WHEN = ["any", "overdue", "today", "week"] as const;
const WHEN_TEXT = {
  any: "tasks.anyTime",
  overdue: "tasks.overdue",
  today: "tasks.dueToday",
  week: "tasks.dueWeek",
} as const;

export default function TasksPage() {
  const { t } = useLanguage();
  const me = useMyAgent();
  const [whose, setWhose] = useState<keyof typeof WHOSE>(me ? "mine" : "all");
  const [when, setWhen] = useState<(typeof WHEN)[number]>("any");
  const [state, setState] = useState("open");
  const [limit, setLimit] = useState(100);
  const { editTask } = useDialogs();
  const quick = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const { data, isPending, isError, refetch } = useTasks({
    ...WHOSE[whose],
    due: when === "any" ? null : when,
    state,
    limit,
  });
  const walk = (by: number) => walkThrough(list.current, by);
  useShortcuts({ n: () => quick.current?.focus(), j: () => walk(1), k: () => walk(-1) });
  const tasks = data?.items ?? [];
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("tasks.title")}</h1>
        <SegmentedControl
          aria-label={t("tasks.whose")}
          value={whose}
          onChange={(chosen) => setWhose(chosen)}
          data={(Object.keys(WHOSE) as (keyof typeof WHOSE)[])
            .filter((each) => me !== null || each === "nobody" || each === "all")
            .map((each) => ({ value: each, label: t(`tasks.${each}`) }))}
        />
        <Select
          className="page-filter"
          aria-label={t("tasks.when")}
          value={when}
          onChange={(chosen) => setWhen(chosen ?? "any")}
          data={WHEN.map((each) => ({ value: each, label: t(WHEN_TEXT[each]) }))}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label={t("case.state")}
          value={state}
          onChange={setState}
          data={[
            { value: "open", label: t("tasks.open") },
            { value: "done", label: t("tasks.done") },
          ]}
        />
        <Button leftSection={<IconPlus size={15} />} onClick={() => editTask({})}>
          {t("tasks.add")}
        </Button>
      </header>
      <div className="page-body">
        <QuickAdd field={quick} />
        {isPending && <Rows count={8} height={40} />}
        {isError && (
          <Empty icon={IconChecklist} title={t("problem.title")}>
            <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
          </Empty>
        )}
        {data && tasks.length === 0 && (
          <Empty icon={IconChecklist} title={t("tasks.empty")} hint={t("tasks.emptyHint")} />
        )}
        <ul className="tasks framed" ref={list} aria-label={t("tasks.title")}>
          {tasks.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
        {data?.next && limit < 200 && (
          <Button variant="subtle" color="gray" className="quiet-button" onClick={() => setLimit(200)}>
            {t("common.more")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A line and Enter: the fastest way not to forget. */
function QuickAdd({ field }: { field: RefObject<HTMLInputElement | null> }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const [title, setTitle] = useState("");
  const add = async () => {
    const written = title.trim();
    if (!written) return;
    setTitle("");
    const done = await run(() => post("/tasks", { title: written }, newKey()));
    if (done) refresh(client, "tasks", "today");
    else setTitle(written);
  };
  return (
    <Group gap="xs" mb="sm">
      <TextInput
        ref={field}
        flex={1}
        aria-label={t("tasks.quick")}
        placeholder={t("tasks.quick")}
        leftSection={<IconPlus size={14} />}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !isComposing(event.nativeEvent)) void add();
          if (event.key === "Escape") field.current?.blur();
        }}
      />
    </Group>
  );
}

function walkThrough(list: HTMLUListElement | null, by: number): void {
  const boxes = [...(list?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [])];
  const at = boxes.indexOf(document.activeElement as HTMLInputElement);
  boxes[at < 0 ? 0 : Math.min(boxes.length - 1, Math.max(0, at + by))]?.focus();
}
