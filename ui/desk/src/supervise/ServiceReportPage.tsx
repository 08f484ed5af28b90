/** What the desk did in a month: tiles, the months before as bars, each figure by kind, rows by team and agent. */
import { Button, Group, SegmentedControl, Table, TextInput } from "@mantine/core";
import { IconDownload, IconReportAnalytics } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";
import "../styles/reports.css";
import { written } from "./reports.ts";
import {
  FIGURES,
  isEmpty,
  keptShare,
  monthName,
  monthText,
  pathOf,
  totalOf,
  type Figures,
  type ServiceQuestion,
  type ServiceRow,
  type ServiceRows,
} from "./service.ts";
import { ServiceBars, ServiceKinds } from "./ServiceBars.tsx";

interface ServiceReport {
  items: ServiceRow[];
  zone: string;
}

export default function ServiceReportPage() {
  const { t } = useLanguage();
  const { roles } = useMe();
  const supervises = roles.some((role) => role === "supervisor" || role === "admin");
  const [question, setQuestion] = useState<ServiceQuestion>({
    month: monthText(new Date()),
    rows: "month",
    team: "",
  });
  const months = pathOf({ ...question, rows: "month" });
  const { data, error, refetch } = useQuery({
    queryKey: ["reports", months],
    queryFn: ({ signal }) => get<ServiceReport>(months, signal),
  });
  const current = data?.items.at(-1);
  return (
    <div className="plain-page reports">
      <header className="page-head">
        <h1>{t(supervises ? "service.title" : "service.own")}</h1>
        <Button
          component="a"
          ml="auto"
          variant="default"
          size="xs"
          href={`/api/v1${pathOf(question, { format: "csv", bom: "true" })}`}
          download
          leftSection={<IconDownload size={15} />}
        >
          {t("reports.csv")}
        </Button>
      </header>
      <Question question={question} supervises={supervises} onChange={setQuestion} />
      {!data && !error && <Rows count={6} height={56} />}
      {error && (
        <Empty icon={IconReportAnalytics} title={t("reports.failed")} hint={error.message}>
          <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {data && current && !error && (
        <>
          <Tiles figures={current.figures} />
          {data.items.every((row) => isEmpty(row.figures)) ? (
            <Empty icon={IconReportAnalytics} title={t("reports.nothing")} hint={t("service.nothingHint")} />
          ) : (
            <>
              <ServiceBars rows={data.items} />
              <ServiceKinds figures={current.figures} />
              {question.rows === "month" ? (
                <ServiceTable rows={data.items} by="month" />
              ) : (
                <Split question={question} />
              )}
            </>
          )}
          <p className="dim reports-zone">{t("service.zone", { zone: data.zone })}</p>
        </>
      )}
    </div>
  );
}

interface QuestionProps {
  question: ServiceQuestion;
  supervises: boolean;
  onChange: (question: ServiceQuestion) => void;
}

function Question({ question, supervises, onChange }: QuestionProps) {
  const { t } = useLanguage();
  return (
    <Group gap={12} mb={16} align="end">
      <TextInput
        type="month"
        label={t("service.month")}
        value={question.month}
        max={monthText(new Date())}
        onChange={({ currentTarget: { value } }) => value && onChange({ ...question, month: value })}
      />
      {supervises && (
        <>
          <TextInput
            label={t("service.team")}
            placeholder={t("reports.all")}
            defaultValue={question.team}
            onBlur={({ currentTarget: { value } }) => onChange({ ...question, team: value.trim() })}
            onKeyDown={({ key, currentTarget: { value } }) =>
              key === "Enter" && onChange({ ...question, team: value.trim() })
            }
          />
          <SegmentedControl
            aria-label={t("reports.rows")}
            value={question.rows}
            data={(["month", "team", "agent"] as const).map((value) => ({
              value,
              label: t(`service.rows.${value}`),
            }))}
            onChange={(rows) => onChange({ ...question, rows })}
          />
        </>
      )}
    </Group>
  );
}

function Tiles({ figures }: { figures: Figures }) {
  const { t, locale } = useLanguage();
  const shown = [
    ...(["contacts", "cases_opened", "cases_resolved", "cases_open"] as const),
    "kept",
    ...(["tasks_done", "tasks_late", "customers_gained", "customers_lost", "articles_used"] as const),
  ] as const;
  return (
    <dl className="reports-tiles service-tiles" aria-label={t("reports.total")}>
      {shown.map((figure) => (
        <div className="figure" key={figure}>
          <dd>
            <b>
              {figure === "kept"
                ? written(keptShare(figures), "share", locale)
                : written(totalOf(figures, figure), "count", locale)}
            </b>
          </dd>
          <dt>
            <small>{t(`service.figure.${figure}`)}</small>
          </dt>
        </div>
      ))}
    </dl>
  );
}

/** The month's rows by team or agent. */
function Split({ question }: { question: ServiceQuestion }) {
  const path = pathOf(question);
  const { data } = useQuery({
    queryKey: ["reports", path],
    queryFn: ({ signal }) => get<ServiceReport>(path, signal),
  });
  return data ? <ServiceTable rows={data.items} by={question.rows} /> : <Rows count={4} height={32} />;
}

function ServiceTable({ rows, by }: { rows: ServiceRow[]; by: ServiceRows }) {
  const { t, locale } = useLanguage();
  const name = (row: ServiceRow): string => {
    if (by === "month") return monthName(row.month, locale);
    return (by === "team" ? row.team : row.agent_name) || t("reports.none");
  };
  return (
    <div className="table-scroll reports-table" tabIndex={0} role="region" aria-label={t("reports.table")}>
      <Table className="rows" stickyHeader={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(`service.rows.${by}`)}</Table.Th>
            {FIGURES.map((figure) => (
              <Table.Th key={figure} ta="right">
                {t(`service.figure.${figure}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={`${row.month} ${row.team} ${row.agent_id}`}>
              <Table.Th scope="row">{name(row)}</Table.Th>
              {FIGURES.map((figure) => (
                <Table.Td key={figure} ta="right" className="time">
                  {written(totalOf(row.figures, figure), "count", locale)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
