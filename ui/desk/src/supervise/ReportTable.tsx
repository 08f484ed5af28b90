/** The rows of a report; each head says on hover and focus what the figure means. */
import { Table, Tooltip } from "@mantine/core";
import { known, useLanguage, type Key, type Translate } from "../i18n/index.ts";
import {
  columnsShown,
  localStart,
  numberOf,
  written,
  type Question,
  type Report,
  type ReportRow,
} from "./reports.ts";

export const figureName = (t: Translate, figure: string): string => t(`reports.figure.${figure}` as Key);

export function ReportTable({ question, report }: { question: Question; report: Report }) {
  const { t, locale } = useLanguage();
  const columns = columnsShown(question, report.items);
  const name = (row: ReportRow): string => {
    if (question.rows === "queues") return row.queue_name ?? t("reports.none");
    if (question.rows === "agents") return row.agent_name ?? "";
    if (question.rows === "channels") return known(t, "kind", row.kind ?? "");
    return localStart(row, question.interval, locale);
  };
  return (
    <div className="table-scroll reports-table" tabIndex={0} role="region" aria-label={t("reports.table")}>
      <Table className="rows" stickyHeader={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(`reports.rows.${question.rows}`)}</Table.Th>
            {columns.map(({ figure }) => (
              <Table.Th key={figure} ta="right">
                <Tooltip label={t(`reports.means.${figure}` as Key)} multiline w={260} events={EVENTS}>
                  <button type="button" className="reports-term">
                    {figureName(t, figure)}
                  </button>
                </Tooltip>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.items.map((row) => (
            <Table.Tr
              key={`${row.start} ${row.queue_id ?? row.agent_id ?? row.kind ?? ""}`}
              className={isQuiet(row) ? "quiet" : ""}
            >
              <Table.Th scope="row">{name(row) || t("reports.none")}</Table.Th>
              {columns.map(({ figure, format }) => (
                <Table.Td key={figure} ta="right" className="time">
                  {written(numberOf(row, figure), format, locale)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {report.items.length > 1 && question.rows !== "agents" && (
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th scope="row">{t("reports.total")}</Table.Th>
              {columns.map(({ figure, format }) => (
                <Table.Td key={figure} ta="right" className="time">
                  {figure in report.totals ? written(numberOf(report.totals, figure), format, locale) : ""}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </div>
  );
}

const EVENTS = { hover: true, focus: true, touch: true };

const isQuiet = (row: ReportRow): boolean =>
  ["entered", "answered", "abandoned", "handled", "signed_in_s"].every((figure) => !numberOf(row, figure));
