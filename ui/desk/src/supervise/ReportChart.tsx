/** The course of a day: answered with abandoned on top, and the service level, over one scale of time. */
import { useLanguage } from "../i18n/index.ts";
import {
  localStart,
  numberOf,
  stacks,
  stretches,
  written,
  type Question,
  type ReportRow,
} from "./reports.ts";
import { roundUp } from "./staffing.ts";

const WIDTH = 960;
const LEFT = 48;
const PANEL = { width: WIDTH - LEFT, height: 110 };
const LOW = { width: PANEL.width, height: 60 };
const TOP = 26;
const SECOND = TOP + PANEL.height + 36;
const BOTTOM = SECOND + LOW.height;
const LABELS = 8;

export function ReportChart({ question, rows }: { question: Question; rows: ReportRow[] }) {
  const { t, locale } = useLanguage();
  const figure = `service_level_${question.variant}`;
  const volume = rows.map((row) => (numberOf(row, "answered") ?? 0) + (numberOf(row, "abandoned") ?? 0));
  const most = Math.max(roundUp(Math.max(...volume, 0)), 2);
  const every = Math.ceil(rows.length / LABELS);
  const say = (row: ReportRow) =>
    t("reports.bar", {
      at: localStart(row, question.interval, locale),
      answered: written(numberOf(row, "answered"), "count", locale),
      abandoned: written(numberOf(row, "abandoned"), "count", locale),
      level: written(numberOf(row, figure), "share", locale),
    });
  const all = stacks(rows, most, PANEL);
  return (
    <div
      className="table-scroll reports-chart-frame"
      tabIndex={0}
      role="region"
      aria-label={t("reports.chart")}
    >
      <svg
        className="reports-chart"
        viewBox={`0 0 ${WIDTH} ${BOTTOM + 24}`}
        role="img"
        aria-label={t("reports.chart")}
      >
        <text className="panel-title" x={LEFT} y={TOP - 10}>
          {t("reports.chartVolume")}
        </text>
        <Scale top={TOP} height={PANEL.height} most={written(most, "count", locale)} least="0" />
        <g transform={`translate(${LEFT} ${TOP})`}>
          {all.map(({ row, x, width, answered, abandoned }) => (
            <g key={row.start} className="slot">
              <title>{say(row)}</title>
              <rect className="hit" x={x} y={0} width={width} height={BOTTOM - TOP} />
              <rect className="bar" x={x} width={width} {...answered} />
              <rect className="bar lost" x={x} width={width} {...abandoned} />
            </g>
          ))}
        </g>
        <text className="panel-title" x={LEFT} y={SECOND - 10}>
          {t("reports.chartLevel")}
        </text>
        <Scale
          top={SECOND}
          height={LOW.height}
          most={written(1, "share", locale)}
          least={written(0, "share", locale)}
        />
        <g transform={`translate(${LEFT} ${SECOND})`} className="level">
          {stretches(rows, figure, LOW).map((points) =>
            points.length === 1 ? (
              <circle key={points[0]?.x} cx={points[0]?.x} cy={points[0]?.y} r={3} />
            ) : (
              <polyline key={points[0]?.x} points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
            ),
          )}
        </g>
        {all
          .filter((_, index) => index % every === 0)
          .map(({ row, x, width }) => (
            <text
              key={row.start}
              className="axis"
              x={LEFT + x + width / 2}
              y={BOTTOM + 18}
              textAnchor="middle"
            >
              {shortLabel(localStart(row, question.interval, locale), rows, question)}
            </text>
          ))}
      </svg>
    </div>
  );
}

/** The time of day alone while all rows are of one day. */
function shortLabel(label: string, rows: ReportRow[], { interval }: Question): string {
  const days = new Set(rows.map((row) => row.local_start.slice(0, 10)));
  return days.size === 1 && interval !== "day" ? label.slice(-5) : label;
}

function Scale({ top, height, most, least }: { top: number; height: number; most: string; least: string }) {
  return (
    <>
      <text className="axis" x={LEFT - 6} y={top + 5} textAnchor="end">
        {most}
      </text>
      <text className="axis" x={LEFT - 6} y={top + height} textAnchor="end">
        {least}
      </text>
      <line className="grid" x1={LEFT} x2={WIDTH} y1={top} y2={top} />
      <line className="base" x1={LEFT} x2={WIDTH} y1={top + height} y2={top + height} />
    </>
  );
}
