/** A promised time: what is left of it or how long it is over, told apart by icon and words, not by colour alone. */
import { Tooltip } from "@mantine/core";
import { IconAlarm, IconAlertTriangle, IconClock, IconPlayerPause, type Icon } from "@tabler/icons-react";
import type { Interaction } from "../api/types.ts";
import { useLanguage, type Locale, type Translate } from "../i18n/index.ts";
import { mostUrgent, type SlaReading, type Urgency } from "../text/sla.ts";
import { clock, comingTime, fullTime } from "../text/times.ts";
import { useNow } from "./useNow.ts";

const ICONS: Record<Urgency, Icon> = {
  calm: IconClock,
  soon: IconAlarm,
  late: IconAlertTriangle,
  still: IconPlayerPause,
};
/** Further off than this the hour says more than the seconds. */
const COUNTED_S = 3600;

export function SlaMark({ sla, isLong = false }: { sla: Interaction["sla"]; isLong?: boolean }) {
  const now = useNow();
  const { t, locale } = useLanguage();
  const found = mostUrgent(sla, now);
  if (!found) return null;
  const Shape = ICONS[found.urgency];
  const promise = t(`sla.${found.clock.kind}`);
  const text = leftText(t, found, now, locale);
  const due = found.clock.due_at
    ? t("sla.due", { promise, time: fullTime(found.clock.due_at, locale) })
    : promise;
  return (
    <Tooltip label={`${due} · ${t(`sla.urgency.${found.urgency}`)}`}>
      <span className={`sla sla-${found.urgency}`}>
        <Shape size={13} aria-hidden />
        <span>
          {isLong && <span className="sla-promise">{promise} </span>}
          {text}
        </span>
        <span className="sr-only">
          {promise} {t(`sla.urgency.${found.urgency}`)}
        </span>
      </span>
    </Tooltip>
  );
}

function leftText(t: Translate, { clock: promise, leftS, urgency }: SlaReading, now: number, locale: Locale) {
  if (urgency === "still") return t("sla.paused");
  if (leftS === null || !promise.due_at) return t(`sla.urgency.${urgency}`);
  if (leftS < 0) return t("sla.over", { time: clock(-leftS) });
  if (leftS <= COUNTED_S) return t("sla.left", { time: clock(leftS) });
  return t("sla.by", { time: comingTime(promise.due_at, now, locale) });
}
