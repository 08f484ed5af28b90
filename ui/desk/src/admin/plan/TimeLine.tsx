/** The plan's steps on an axis of seconds; above each stretch how many agents could take the work. */
import type { PlanStep } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { clock } from "../../text/times.ts";
import type { PreviewStretch } from "./Preview.tsx";

const NUDGE_S = 5;
/** The last stretch has no end; it is drawn as this share of the axis. */
const TAIL = 0.16;
const SHORTEST_S = 60;

interface Props {
  steps: PlanStep[];
  endsAt: number | null;
  preview: PreviewStretch[];
  chosen: number;
  onChoose: (place: number) => void;
  onChange: (place: number, step: PlanStep) => void;
}

export function TimeLine({ steps, endsAt, preview, chosen, onChoose, onChange }: Props) {
  const { t } = useLanguage();
  const last = Math.max(SHORTEST_S, endsAt ?? 0, ...steps.map((each) => each.at_s));
  const place = (seconds: number): number => (seconds / last) * (1 - TAIL) * 100;
  const most = Math.max(1, ...preview.map((each) => each.could.length));
  return (
    <div className="time-line" role="group" aria-label={t("plans.timeLine")}>
      <div className="time-line-bars" aria-hidden>
        {preview.map((each) => {
          const left = place(each.from);
          const right = each.to === null ? 100 : place(each.to);
          return (
            <span
              key={each.taken}
              className={[
                "time-line-bar",
                each.could.length === 0 && "nobody",
                each.taken === chosen + 1 && "here",
              ]
                .filter(Boolean)
                .join(" ")}
              style={{ left: `${left}%`, width: `calc(${right - left}% - 2px)` }}
            >
              <i style={{ height: `${(each.could.length / most) * 100}%` }}>
                <i style={{ height: `${share(each)}%` }} />
              </i>
              <b>{each.could.length}</b>
            </span>
          );
        })}
      </div>
      <div className="time-line-axis">
        {steps.map((step, index) => (
          <button
            key={index}
            type="button"
            role="slider"
            aria-label={t("plans.stepTime", { step: index + 1 })}
            aria-valuenow={step.at_s}
            aria-valuemin={0}
            aria-valuetext={t("plans.seconds", { seconds: step.at_s })}
            className={index === chosen ? "time-line-step here" : "time-line-step"}
            style={{ left: `${place(step.at_s)}%` }}
            onClick={() => onChoose(index)}
            onFocus={() => onChoose(index)}
            onKeyDown={(event) => {
              const by = event.key === "ArrowRight" ? NUDGE_S : event.key === "ArrowLeft" ? -NUDGE_S : 0;
              if (by === 0) return;
              event.preventDefault();
              onChange(index, { ...step, at_s: Math.max(0, step.at_s + by) });
            }}
          >
            {index + 1}
            <small>{clock(step.at_s)}</small>
          </button>
        ))}
        {endsAt !== null && (
          <span className="time-line-end" style={{ left: `${place(endsAt)}%` }}>
            <small>{clock(endsAt)}</small>
          </span>
        )}
      </div>
    </div>
  );
}

const share = ({ could, here }: PreviewStretch): number =>
  could.length === 0 ? 0 : (here.length / could.length) * 100;
