/** Service level and mean wait against the number of agents: two panels over one scale, moved along by arrow keys. */
import { useId, type KeyboardEvent } from "react";
import { useLanguage } from "../i18n/index.ts";
import {
  bars,
  longestWait,
  percent,
  seconds,
  steppedTo,
  type Bar,
  type StaffingAnswer,
  type StaffingOption,
} from "./staffing.ts";

const WIDTH = 640;
const LEFT = 56;
const PANEL = { width: WIDTH - LEFT, height: 120 };
const TOP = 32;
const GAP = 44;
const SECOND = TOP + PANEL.height + GAP;
const BOTTOM = SECOND + PANEL.height;
const HEIGHT = BOTTOM + 32;

interface Props {
  answer: StaffingAnswer;
  chosen: number;
  onChoose: (agents: number) => void;
}

export function StaffingChart({ answer, chosen, onChoose }: Props) {
  const { t, locale } = useLanguage();
  const hint = useId();
  const most = longestWait(answer);
  const numbers = answer.options.map((each) => each.agents);
  const levels = bars(answer.options, (each) => each.service_level, 1, PANEL);
  const waits = bars(answer.options, (each) => each.asa_s, most, PANEL);
  const here = answer.options.find((each) => each.agents === chosen);
  const say = (option: StaffingOption | undefined) =>
    option?.stable
      ? t("staffing.barLabel", {
          agents: option.agents,
          level: percent(option.service_level, locale),
          wait: seconds(option.asa_s, locale),
        })
      : t("staffing.overloaded", { agents: option?.agents ?? chosen });
  const onKeyDown = (event: KeyboardEvent) => {
    const target = steppedTo(event.key, chosen, answer);
    if (target === null) return;
    event.preventDefault();
    onChoose(target);
  };
  return (
    <>
      <svg
        className="staffing-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="slider"
        tabIndex={0}
        aria-label={t("staffing.chart")}
        aria-describedby={hint}
        aria-valuemin={numbers[0]}
        aria-valuemax={numbers.at(-1)}
        aria-valuenow={chosen}
        aria-valuetext={say(here)}
        onKeyDown={onKeyDown}
      >
        <Panel
          top={TOP}
          title={t("staffing.levelTitle", { within: seconds(answer.within_s, locale) })}
          most={percent(1, locale)}
          least={percent(0, locale)}
        >
          <Bars all={levels} chosen={chosen} needed={answer.needed} />
          <line
            className="promise"
            x1={0}
            x2={PANEL.width}
            y1={PANEL.height * (1 - answer.service_level)}
            y2={PANEL.height * (1 - answer.service_level)}
          />
        </Panel>
        <text
          className="axis"
          x={LEFT - 6}
          y={TOP + PANEL.height * (1 - answer.service_level) + 4}
          textAnchor="end"
        >
          {percent(answer.service_level, locale)}
        </text>
        <Panel
          top={SECOND}
          title={t("staffing.waitTitle")}
          most={seconds(most, locale)}
          least={seconds(0, locale)}
        >
          <Bars all={waits} chosen={chosen} needed={answer.needed} />
          {waits
            .filter(({ option }) => (option.asa_s ?? 0) > most)
            .map(({ option, x, width }) => (
              <text key={option.agents} className="cut" x={x + width / 2} y={20} textAnchor="middle">
                {seconds(option.asa_s, locale)}
              </text>
            ))}
        </Panel>
        {levels.map(({ option, x, width }) => (
          <g key={option.agents} className="slot" onClick={() => onChoose(option.agents)}>
            <title>{say(option)}</title>
            <rect
              className="hit"
              x={LEFT + x - width * 0.2}
              y={TOP - 4}
              width={width * 1.4}
              height={HEIGHT - TOP}
            />
            <text
              className={option.agents === chosen ? "axis here" : "axis"}
              x={LEFT + x + width / 2}
              y={BOTTOM + 18}
              textAnchor="middle"
            >
              {option.stable ? option.agents : `${option.agents} ∞`}
            </text>
          </g>
        ))}
      </svg>
      <p id={hint} className="dim staffing-hint">
        {t("staffing.chartHint")}
      </p>
    </>
  );
}

function Panel({
  top,
  title,
  most,
  least,
  children,
}: {
  top: number;
  title: string;
  most: string;
  least: string;
  children: React.ReactNode;
}) {
  return (
    <>
      <text className="panel-title" x={LEFT} y={top - 10}>
        {title}
      </text>
      <text className="axis" x={LEFT - 6} y={top + 5} textAnchor="end">
        {most}
      </text>
      <text className="axis" x={LEFT - 6} y={top + PANEL.height} textAnchor="end">
        {least}
      </text>
      <g transform={`translate(${LEFT} ${top})`}>
        <line className="grid" x1={0} x2={PANEL.width} y1={0} y2={0} />
        {children}
        <line className="base" x1={0} x2={PANEL.width} y1={PANEL.height} y2={PANEL.height} />
      </g>
    </>
  );
}

function Bars({ all, chosen, needed }: { all: Bar[]; chosen: number; needed: number }) {
  return all.map(({ option, x, y, width, height }) => (
    <rect
      key={option.agents}
      className={`bar${option.agents >= needed ? " enough" : ""}${option.agents === chosen ? " here" : ""}`}
      x={x}
      y={y}
      width={width}
      height={height}
      rx={2}
    />
  ));
}
