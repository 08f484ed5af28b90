/** Everything that happened with a customer, newest first, a line a contact. */
import { Button, Text } from "@mantine/core";
import { Link } from "wouter";
import type { TimelineEntry } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { summary } from "../desk/EarlierContact.tsx";
import { isOpen } from "../live/patches.ts";
import { useDesk, useTimeline } from "../live/queries.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { More } from "../parts/Pages.tsx";
import { useNow } from "../parts/useNow.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { fullTime, shortDay } from "../text/times.ts";

export function Timeline({ customerId, current }: { customerId: string; current?: string }) {
  const { t } = useLanguage();
  const list = useTimeline(customerId);
  if (list.isPending) return <Rows count={4} height={24} />;
  if (list.isError) {
    return (
      <Button variant="subtle" onClick={list.retry}>
        {t("common.tryAgain")}
      </Button>
    );
  }
  const entries = list.items;
  return (
    <>
      {entries.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("timeline.empty")}
        </Text>
      )}
      <ul className="timeline">
        {entries.map((entry) => (
          <li key={entry.interaction.id}>
            <TimelineLine entry={entry} isCurrent={entry.interaction.id === current} />
          </li>
        ))}
      </ul>
      <More list={list} label="conversation.earlier" />
    </>
  );
}

function TimelineLine({ entry, isCurrent }: { entry: TimelineEntry; isCurrent: boolean }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  const { interaction } = entry;
  const labels = useDesk((desk) => desk.dispositions);
  const label =
    labels.find((each) => each.code === interaction.disposition)?.label ?? interaction.disposition;
  const result = label && label !== "unset" ? known(t, "disposition", label) : "";
  return (
    <Link href={`/inbox/${interaction.id}`} className={isCurrent ? "timeline-line here" : "timeline-line"}>
      <ChannelIcon kind={interaction.kind} direction={interaction.direction} size={15} />
      <span className="timeline-text">
        <span>{summary(t, entry)}</span>
        {(result || isOpen(interaction)) && (
          <small>{isOpen(interaction) ? t(`state.${interaction.state}`) : result}</small>
        )}
      </span>
      <time dateTime={interaction.created_at} title={fullTime(interaction.created_at, locale)}>
        {shortDay(interaction.created_at, now, locale)}
      </time>
    </Link>
  );
}
