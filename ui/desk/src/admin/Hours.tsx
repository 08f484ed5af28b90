/** Opening hours that queues and promises share: open now or not, and when that changes. */
import { Badge } from "@mantine/core";
import type { NamedHours } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { useNow } from "../parts/useNow.ts";
import { EditedList } from "./EditedList.tsx";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { HoursForm } from "./hours/HoursForm.tsx";
import { openingOf, type Opening } from "./hours/opening.ts";
import { useList } from "./useList.ts";

export default function Hours() {
  const { t } = useLanguage();
  const list = useList<NamedHours>("/hours");
  const queues = useDesk((desk) => desk.queues) as { id: string; name: string; hours_id?: string | null }[];
  const findings = useFindings();
  return (
    <EditedList
      list={list}
      hint={t("hours.hint")}
      keyOf={(each) => each.id}
      columns={[
        {
          head: t("users.name"),
          cell: (each) => (
            <>
              {each.name} <FindingsBadge findings={about(findings, "hours", each.id)} />
            </>
          ),
        },
        { head: t("hours.now"), cell: (each) => <OpenNow hours={each} /> },
        { head: t("customer.zone"), cell: (each) => each.hours.time_zone, className: "dim" },
        {
          head: t("plans.usedBy"),
          cell: (each) =>
            queues
              .filter((queue) => queue.hours_id === each.id)
              .map((queue) => queue.name)
              .join(", ") || t("plans.unused"),
        },
      ]}
      form={(editing) => <HoursForm {...editing} />}
    />
  );
}

const MINUTE_MS = 60_000;

export function OpenNow({ hours }: { hours: Pick<NamedHours, "hours"> }) {
  const now = useNow(MINUTE_MS);
  return <OpeningBadge opening={openingOf(hours.hours, now)} zone={hours.hours.time_zone} />;
}

export function OpeningBadge({ opening, zone }: { opening: Opening; zone: string }) {
  const { t, locale } = useLanguage();
  const { isOpen, changesAt } = opening;
  const when =
    changesAt === null
      ? ""
      : new Intl.DateTimeFormat(locale, {
          weekday: "short",
          hour: "2-digit",
          minute: "2-digit",
          hour12: false,
          timeZone: zone,
        }).format(changesAt);
  return (
    <span className="open-now">
      <Badge color={isOpen ? "green" : "gray"}>{isOpen ? t("hours.open") : t("queue.closed")}</Badge>
      <span className="dim">
        {changesAt === null
          ? t(isOpen ? "hours.always" : "hours.never")
          : t(isOpen ? "hours.closesAt" : "hours.opensAt", { time: when })}
      </span>
    </span>
  );
}
