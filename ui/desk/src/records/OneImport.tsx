/** One list on its way in: which column is what, a check, the run, and the rows that are wrong. */
import { Alert, Button, Group, Progress, Text, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconCheckbox, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { get, patch, post } from "../api/client.ts";
import type { Import } from "../api/records.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { problemText } from "../parts/notices.tsx";
import { Counts } from "./Counts.tsx";
import { FaultList } from "./FaultList.tsx";
import { StateBadge } from "./ImportList.tsx";
import { MappingTable } from "./MappingTable.tsx";

const POLL_MS = 1000;
const isWorking = (job: Import) =>
  job.state === "checking" || job.state === "running" || job.state === "loading";
const isOpen = (job: Import) => job.state === "uploaded" || job.state === "checked";

export function OneImport({ id }: { id: string }) {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { run } = useActions();
  const key = ["imports", id];
  const { data: job, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Import>(`/imports/${id}`, signal),
    refetchInterval: (query) => (query.state.data && isWorking(query.state.data) ? POLL_MS : false),
  });
  if (error) return <Alert color="red">{problemText(t, error)}</Alert>;
  if (!job) return <Rows count={8} height={32} />;
  const act = (work: () => Promise<Import>) =>
    run(async () => {
      client.setQueryData(key, await work());
      await client.invalidateQueries({ queryKey: ["faults", id] });
    });
  return (
    <>
      <Group gap="sm" mb="sm">
        <Button
          variant="subtle"
          color="gray"
          className="quiet-button"
          leftSection={<IconArrowLeft size={15} />}
          onClick={() => navigate("/records/imports")}
        >
          {t("imports.back")}
        </Button>
        <h2 className="import-name">{job.name}</h2>
        <StateBadge state={job.state} />
        <Text size="xs" c="dimmed">
          {t("imports.encoding", { charset: job.charset })}
        </Text>
      </Group>
      {job.error && (
        <Alert color="red" mb="sm">
          {job.error}
        </Alert>
      )}
      <Steps job={job} act={(verb) => void act(() => post<Import>(`/imports/${id}/${verb}`))} />
      {isOpen(job) && (
        <MappingTable
          job={job}
          onChange={(mapping) => void act(() => patch<Import>(`/imports/${id}`, { mapping }, job.version))}
        />
      )}
      {!isWorking(job) && (job.state !== "uploaded" || job.open_faults > 0) && (
        <FaultList job={job} onMended={() => void client.invalidateQueries({ queryKey: key })} />
      )}
    </>
  );
}

function Steps({ job, act }: { job: Import; act: (verb: "check" | "run" | "cancel") => void }) {
  const { t, locale } = useLanguage();
  const number = new Intl.NumberFormat(locale);
  const done = { done: number.format(job.done_rows), rows: number.format(job.rows) };
  return (
    <div className="import-steps">
      {isWorking(job) && (
        <div role="status" className="import-progress">
          <Progress value={(100 * job.done_rows) / Math.max(1, job.rows)} animated />
          <Text size="xs" c="dimmed">
            {t("imports.progress", done)}
          </Text>
        </div>
      )}
      <Counts counts={job.counts} />
      <Group gap="xs">
        {isOpen(job) && (
          <>
            <Tooltip label={t("imports.checkHint")}>
              <Button variant="default" leftSection={<IconCheckbox size={15} />} onClick={() => act("check")}>
                {t("imports.check")}
              </Button>
            </Tooltip>
            <Button leftSection={<IconPlayerPlay size={15} />} onClick={() => act("run")}>
              {t("imports.run", { count: number.format(job.rows) })}
            </Button>
          </>
        )}
        {(isOpen(job) || isWorking(job)) && (
          <Button
            variant="subtle"
            color="gray"
            className="quiet-button"
            leftSection={<IconX size={15} />}
            onClick={() => act("cancel")}
          >
            {t("imports.cancel")}
          </Button>
        )}
      </Group>
    </div>
  );
}
