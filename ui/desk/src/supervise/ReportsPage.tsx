/** Figures of a time range: the question at the top, the whole in tiles, its course as a chart, the rows as a table. */
import { Button, Drawer, Group, Tooltip } from "@mantine/core";
import { IconChartBar, IconDownload, IconHelp } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, Problem, query } from "../api/client.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import "../styles/reports.css";
import { ReportChart } from "./ReportChart.tsx";
import { ReportFilters } from "./ReportFilters.tsx";
import { figureName, ReportTable } from "./ReportTable.tsx";
import {
  columnsOf,
  dayIn,
  EXPLAINED,
  isToday,
  numberOf,
  parametersOf,
  usual,
  written,
  type Column,
  type Question,
  type Report,
} from "./reports.ts";

const REFRESH_MS = 60_000;

export default function ReportsPage() {
  const { t } = useLanguage();
  const zone = useDesk((desk) => desk.settings.time_zone);
  const [question, setQuestion] = useState<Question>(() => usual(dayIn(zone, new Date())));
  const [isExplaining, setExplaining] = useState(false);
  const asked = parametersOf(question);
  const path = `/reports/${question.rows}${query(asked ?? {})}`;
  const { data, error } = useQuery({
    queryKey: ["reports", path],
    queryFn: ({ signal }) => get<Report>(path, signal),
    enabled: asked !== null,
    placeholderData: (before, earlier) =>
      String(earlier?.queryKey[1]).startsWith(`/reports/${question.rows}`)
        ? keepPreviousData(before)
        : undefined,
    refetchInterval: isToday(question, dayIn(zone, new Date())) ? REFRESH_MS : false,
  });
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="plain-page reports">
      <header className="page-head">
        <h1>{t("nav.reports")}</h1>
        <Group gap={8} ml="auto">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconHelp size={15} />}
            onClick={() => setExplaining(true)}
          >
            {t("reports.definitions")}
          </Button>
          <Tooltip label={t("reports.csvHint")}>
            <Button
              component="a"
              variant="default"
              size="xs"
              href={`/api/v1/reports/${question.rows}${query({ ...asked, format: "csv", bom: "true" })}`}
              download
              aria-label={`${t("reports.csv")}: ${t("reports.csvHint")}`}
              leftSection={<IconDownload size={15} />}
            >
              {t("reports.csv")}
            </Button>
          </Tooltip>
        </Group>
      </header>
      <ReportFilters question={question} onChange={setQuestion} error={problem} />
      {data && !error ? (
        <Answer question={question} report={data} />
      ) : (
        error && <Empty icon={IconChartBar} title={t("reports.failed")} hint={error.message} />
      )}
      <Definitions opened={isExplaining} onClose={() => setExplaining(false)} />
    </div>
  );
}

function Answer({ question, report }: { question: Question; report: Report }) {
  const { t } = useLanguage();
  const isEmpty = report.items.every((row) =>
    ["entered", "answered", "handled", "started", "signed_in_s"].every((figure) => !numberOf(row, figure)),
  );
  if (isEmpty)
    return <Empty icon={IconChartBar} title={t("reports.nothing")} hint={t("reports.nothingHint")} />;
  return (
    <>
      <Tiles question={question} totals={report.totals} />
      {question.rows === "intervals" && <ReportChart question={question} rows={report.items} />}
      <ReportTable question={question} report={report} />
      <p className="dim reports-zone">
        {t("reports.zone", { zone: report.zone })}
        {report.next !== null && ` · ${t("reports.more", { count: report.items.length })}`}
      </p>
    </>
  );
}

function Tiles({ question, totals }: { question: Question; totals: Report["totals"] }) {
  const { t, locale } = useLanguage();
  const shown: Column[] = columnsOf({ ...question, rows: "queues", cohort: "event" }).filter(({ figure }) =>
    [
      "entered",
      "answered",
      `service_level_${question.variant}`,
      "speed_of_answer_s",
      "abandonment",
      "handle_time_s",
    ].includes(figure),
  );
  return (
    <dl className="reports-tiles" aria-label={t("reports.total")}>
      {shown.map(({ figure, format }) => (
        <div className="figure" key={figure}>
          <dd>
            <b>{written(numberOf(totals, figure), format, locale)}</b>
          </dd>
          <dt>
            <small>{figureName(t, figure)}</small>
          </dt>
        </div>
      ))}
    </dl>
  );
}

function Definitions({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={t("reports.definitions")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <dl className="reports-definitions">
        {EXPLAINED.map((figure) => (
          <div key={figure}>
            <dt>{figureName(t, figure)}</dt>
            <dd>{t(`reports.means.${figure}` as Key)}</dd>
          </div>
        ))}
      </dl>
    </Drawer>
  );
}
