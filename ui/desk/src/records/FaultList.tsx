/** Rows that are wrong: what, why and what to do, with cells to mend on the spot. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, patch, query } from "../api/client.ts";
import type { Fault, Import } from "../api/records.ts";
import { en } from "../i18n/en.ts";
import { useLanguage, type Key, type Translate } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { problemText, showDone } from "../parts/notices.tsx";

interface Faults {
  items: Fault[];
  next: number | null;
}

export function FaultList({ job, onMended }: { job: Import; onMended: () => void }) {
  const { t } = useLanguage();
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["faults", job.id, job.state],
    queryFn: ({ pageParam, signal }) =>
      get<Faults>(`/imports/${job.id}/faults${query({ after: pageParam, limit: 50 })}`, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  if (isPending) return <Rows count={4} height={40} />;
  const faults = data?.pages.flatMap((page) => page.items) ?? [];
  if (faults.length === 0) return <Empty icon={IconCircleCheck} title={t("imports.noFaults")} />;
  return (
    <section aria-label={t("imports.faults")}>
      <Group justify="space-between" mt="md" mb="xs">
        <h2 className="section-title">{t("imports.faults")}</h2>
        <Button
          component="a"
          href={`/api/v1/imports/${job.id}/faults.csv`}
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          {t("imports.saveFaults")}
        </Button>
      </Group>
      <ul className="faults">
        {faults.map((fault) => (
          <FaultRow key={fault.number} job={job} fault={fault} onMended={onMended} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="subtle" color="gray" className="quiet-button" onClick={() => void fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </section>
  );
}

function FaultRow({ job, fault: first, onMended }: { job: Import; fault: Fault; onMended: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [fault, setFault] = useState(first);
  const [cells, setCells] = useState(first.cells);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const wrong = [
    ...new Set(fault.problems.map((each) => each.column).filter((each) => job.columns.includes(each))),
  ];
  const shown = wrong.length > 0 ? wrong : job.columns.slice(0, 4);
  const save = async () => {
    setBusy(true);
    setRefusal("");
    try {
      const tried = await patch<Fault>(`/imports/${job.id}/rows/${fault.number}`, { cells });
      setFault(tried);
      if (tried.state === "mended") {
        showDone(t("imports.mended", { number: fault.number }));
        await client.invalidateQueries({ queryKey: ["faults", job.id] });
        onMended();
      }
    } catch (failure) {
      setRefusal(problemText(t, failure));
    }
    setBusy(false);
  };
  const context = job.columns
    .filter((each) => !shown.includes(each) && cells[each])
    .slice(0, 4)
    .map((each) => cells[each])
    .join(" · ");
  return (
    <li aria-label={t("imports.row", { number: fault.number })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Text size="sm" fw={600}>
          {t("imports.row", { number: fault.number })}{" "}
          <Text span size="xs" c="dimmed">
            {context}
          </Text>
        </Text>
        <Group gap="sm" align="flex-end">
          {shown.map((column) => (
            <TextInput
              key={column}
              label={column}
              value={cells[column] ?? ""}
              error={problemsOf(t, fault, column)}
              onChange={(event) => setCells({ ...cells, [column]: event.currentTarget.value })}
              className="fault-cell"
            />
          ))}
          <Button type="submit" variant="light" loading={busy}>
            {t("imports.mend")}
          </Button>
        </Group>
        {(refusal || problemsOf(t, fault, "")) && (
          <Text size="xs" c="red" role="alert">
            {refusal || problemsOf(t, fault, "")}
          </Text>
        )}
      </form>
    </li>
  );
}

/** What is wrong with a column; with an empty one, what is wrong with none of the list's. */
function problemsOf(t: Translate, fault: Fault, column: string): string {
  return fault.problems
    .filter((each) => (column === "" ? !(each.column in fault.cells) : each.column === column))
    .map((each) => said(t, each))
    .join(" ");
}

/** In the page's language where there is a word for it; names and addresses are in the hub's own message. */
function said(t: Translate, problem: Fault["problems"][number]): string {
  const key = `fault.${problem.code}`;
  if (key in en) return t(key as Key, { value: problem.value, message: problem.message });
  return [problem.message, problem.remedy].filter(Boolean).join("; ");
}
