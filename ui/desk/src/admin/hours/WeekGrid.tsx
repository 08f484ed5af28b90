/** A week of opening hours: a bar a day to see it, times to change it; what crosses midnight shows on both days. */
import { ActionIcon, Button, Group, Menu, TextInput, Tooltip } from "@mantine/core";
import { IconCopy, IconMoon, IconPlus, IconX } from "@tabler/icons-react";
import type { Interval } from "../../api/routing.ts";
import { useLanguage, type Locale } from "../../i18n/index.ts";
import { crossesMidnight } from "./opening.ts";

const DAY_MIN = 1440;
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export function weekday(day: number, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(MONDAY + day * DAY_MS);
}

interface Props {
  week: Interval[][];
  onChange: (week: Interval[][]) => void;
}

export function WeekGrid({ week, onChange }: Props) {
  const { t, locale } = useLanguage();
  return (
    <div className="week" role="group" aria-label={t("hours.week")}>
      <div className="week-scale" aria-hidden>
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
            {hour}
          </span>
        ))}
      </div>
      {week.map((intervals, day) => (
        <div key={day} className="week-day">
          <span className="week-name">{weekday(day, locale)}</span>
          <DayBar today={intervals} before={week[(day + 6) % 7] ?? []} />
          <Intervals
            intervals={intervals}
            label={weekday(day, locale)}
            onChange={(changed) => onChange(week.with(day, changed))}
          />
          <CopyMenu
            onCopy={(days) => onChange(week.map((each, at) => (days.includes(at) ? intervals : each)))}
            day={day}
          />
        </div>
      ))}
    </div>
  );
}

function CopyMenu({ day, onCopy }: { day: number; onCopy: (days: number[]) => void }) {
  const { t } = useLanguage();
  const targets = [
    ["hours.copyWorkdays", [0, 1, 2, 3, 4]],
    ["hours.copyWeekend", [5, 6]],
    ["hours.copyAll", [0, 1, 2, 3, 4, 5, 6]],
  ] as const;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t("hours.copy")}>
          <ActionIcon className="week-copy" aria-label={t("hours.copy")}>
            <IconCopy size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {targets.map(([label, days]) => (
          <Menu.Item key={label} onClick={() => onCopy(days.filter((each) => each !== day))}>
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const minutes = (wall: string): number => {
  const [hour = 0, minute = 0] = wall.split(":").map(Number);
  return hour * 60 + minute;
};

function DayBar({ today, before }: { today: Interval[]; before: Interval[] }) {
  const spans = [
    ...before.filter(crossesMidnight).map((each) => [0, minutes(each.end)] as const),
    ...today.map(
      (each) => [minutes(each.start), crossesMidnight(each) ? DAY_MIN : minutes(each.end)] as const,
    ),
  ];
  return (
    <span className="week-bar" aria-hidden>
      {spans
        .filter(([start, end]) => end > start)
        .map(([start, end], index) => (
          <i
            key={index}
            style={{ left: `${(start / DAY_MIN) * 100}%`, width: `${((end - start) / DAY_MIN) * 100}%` }}
          />
        ))}
    </span>
  );
}

/** The times of one day; none means closed. */
export function Intervals({
  intervals,
  label,
  onChange,
}: {
  intervals: Interval[];
  label: string;
  onChange: (intervals: Interval[]) => void;
}) {
  const { t } = useLanguage();
  const set = (place: number, change: Partial<Interval>) => {
    const known = intervals[place];
    if (known) onChange(intervals.with(place, { ...known, ...change }));
  };
  const add = () => {
    const last = intervals.at(-1);
    onChange([...intervals, last ? { start: last.end, end: "23:00" } : { start: "09:00", end: "18:00" }]);
  };
  return (
    <span className="week-times">
      {intervals.length === 0 && <span className="dim">{t("queue.closed")}</span>}
      {intervals.map((each, place) => (
        <Group key={place} gap={3} wrap="nowrap">
          <TextInput
            type="time"
            aria-label={`${label}: ${t("hours.from")}`}
            value={each.start.slice(0, 5)}
            onChange={(event) => set(place, { start: event.currentTarget.value || each.start })}
          />
          –
          <TextInput
            type="time"
            aria-label={`${label}: ${t("hours.to")}`}
            value={each.end.slice(0, 5)}
            onChange={(event) => set(place, { end: event.currentTarget.value || each.end })}
          />
          {crossesMidnight(each) && (
            <Tooltip label={t("hours.nextDay")}>
              <span className="next-day" role="img" aria-label={t("hours.nextDay")}>
                <IconMoon size={13} /> +1
              </span>
            </Tooltip>
          )}
          <ActionIcon
            size="sm"
            aria-label={`${t("common.remove")} ${label} ${each.start.slice(0, 5)}`}
            onClick={() => onChange(intervals.filter((_, at) => at !== place))}
          >
            <IconX size={13} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        px={4}
        leftSection={<IconPlus size={12} />}
        aria-label={t("hours.addTo", { day: label })}
        onClick={add}
      >
        {t("common.add")}
      </Button>
    </span>
  );
}
