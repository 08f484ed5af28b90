/** One queue now: who waits how long, how well it is served today, who is there. */
import { Badge, Tooltip } from "@mantine/core";
import { IconAlertTriangleFilled, IconCheck, IconTrendingDown } from "@tabler/icons-react";
import type { LiveAgent, LiveQueue } from "../api/routing.ts";
import { useLanguage, type Locale, type Translate } from "../i18n/index.ts";
import { staffOf, type Staff } from "../live/liveView.ts";
import { useNow } from "../parts/useNow.ts";
import { percent, roughMinutes } from "../text/durations.ts";
import { clock, secondsSince } from "../text/times.ts";

/** Without a goal of its own a queue is late after two minutes. */
const LONG_WAIT_S = 120;
const LATE_FACTOR = 3;

interface Props {
  queue: LiveQueue;
  agents: LiveAgent[];
  hasAlarm: boolean;
  isChosen: boolean;
  onClick: () => void;
}

export function QueueTile({ queue, agents, hasAlarm, isChosen, onClick }: Props) {
  const { t, locale } = useLanguage();
  const now = useNow();
  const longest = queue.longest_wait_since ? secondsSince(queue.longest_wait_since, now) : 0;
  const isLate = queue.waiting > 0 && longest > lateAfter(queue);
  return (
    <button
      type="button"
      className={["queue-tile", isChosen && "here", (isLate || hasAlarm) && "bad"].filter(Boolean).join(" ")}
      aria-pressed={isChosen}
      onClick={onClick}
    >
      <span className="queue-name">
        <span className="queue-name-text">{queue.name}</span>
        {hasAlarm && (
          <Badge color="red" leftSection={<IconAlertTriangleFilled size={11} />}>
            {t("alarm.title")}
          </Badge>
        )}
        {!queue.open && <Badge color="gray">{t("queue.closed")}</Badge>}
      </span>
      <span className="queue-figures">
        <Figure value={String(queue.waiting)} name={t("live.waitingShort")} />
        <Figure value={queue.waiting > 0 ? clock(longest) : "–"} name={t("live.longest")} isBad={isLate} />
        <Figure value={estimateText(t, queue.estimated_wait_s)} name={t("live.estimate")} isWords />
      </span>
      <ServiceLevel queue={queue} locale={locale} />
      <StaffLine staff={staffOf(queue, agents)} />
    </button>
  );
}

function lateAfter(queue: LiveQueue): number {
  const threshold = queue.service?.threshold_s ?? queue.service_level?.threshold_s;
  return threshold === undefined ? LONG_WAIT_S : Math.max(threshold * LATE_FACTOR, 60);
}

function estimateText(t: Translate, seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 60) return t("duration.under");
  return t("duration.about", { minutes: roughMinutes(seconds) });
}

function Figure({
  value,
  name,
  isBad = false,
  isWords = false,
}: {
  value: string;
  name: string;
  isBad?: boolean;
  isWords?: boolean;
}) {
  return (
    <span className={isBad ? "figure figure-bad" : "figure"}>
      <b className={isWords && value.length > 2 ? "figure-words" : ""}>{value}</b>
      <small>{name}</small>
    </span>
  );
}

/** The share answered in time today on a line with the goal marked; below it also says so. */
function ServiceLevel({ queue, locale }: { queue: LiveQueue; locale: Locale }) {
  const { t } = useLanguage();
  const level = queue.service_level;
  const goal = queue.service?.goal ?? level?.goal ?? null;
  const seconds = queue.service?.threshold_s ?? level?.threshold_s ?? null;
  if (!level || level.value === null) {
    return (
      <span className="service">
        <span className="service-words dim">{t("live.serviceNone")}</span>
        <span className="service-bar" />
      </span>
    );
  }
  const isMet = goal === null || level.value >= goal;
  const share = percent(level.value, locale);
  return (
    <Tooltip
      label={t("live.serviceCounts", {
        answered: level.answered,
        within: level.within,
        abandoned: level.abandoned,
      })}
    >
      <span className={isMet ? "service met" : "service missed"}>
        <span className="service-words">
          <b>{seconds === null ? share : t("live.serviceLevel", { share, seconds })}</b>
          {goal !== null && (
            <span className="service-goal">
              {isMet ? <IconCheck size={12} aria-hidden /> : <IconTrendingDown size={12} aria-hidden />}
              {t(isMet ? "live.serviceMet" : "live.serviceMissed", { goal: percent(goal, locale) })}
            </span>
          )}
        </span>
        <span className="service-bar">
          <span className="service-share" style={{ width: `${level.value * 100}%` }} />
          {goal !== null && <span className="service-mark" style={{ left: `${goal * 100}%` }} />}
        </span>
      </span>
    </Tooltip>
  );
}

function StaffLine({ staff }: { staff: Staff }) {
  const { t } = useLanguage();
  if (staff.signedIn === 0) return <span className="staff-line none">{t("live.staffNone")}</span>;
  return (
    <span className="staff-line">
      <span>
        <i className="presence-dot ready" aria-hidden /> {t("live.staffFree", { count: staff.free })}
      </span>
      <span>
        <i className="presence-dot busy" aria-hidden /> {t("live.staffBusy", { count: staff.busy })}
      </span>
      <span>
        <i className="presence-dot not_ready" aria-hidden /> {t("live.staffAway", { count: staff.away })}
      </span>
    </span>
  );
}
