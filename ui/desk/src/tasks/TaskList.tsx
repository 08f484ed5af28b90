/** Tasks of a customer or case: what is still to be done, and a way to add more. */
import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useLanguage } from "../i18n/index.ts";
import { useTasks } from "../live/service.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import type { TaskAbout } from "./TaskForm.tsx";
import { TaskRow } from "./TaskRow.tsx";

export function TaskList({ filter, about }: { filter: Record<string, string>; about: TaskAbout }) {
  const { t } = useLanguage();
  const { editTask } = useDialogs();
  const { data } = useTasks({ ...filter, limit: 20 });
  const tasks = data?.items ?? [];
  return (
    <>
      <div className="part-head">
        <h2 className="section-title">
          {t("tasks.title")}
          {tasks.length > 0 && ` (${tasks.length})`}
        </h2>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} />}
          onClick={() => editTask(about)}
        >
          {t("tasks.add")}
        </Button>
      </div>
      {data && tasks.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("tasks.empty")}
        </Text>
      )}
      <ul className="tasks">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} isBare />
        ))}
      </ul>
    </>
  );
}
