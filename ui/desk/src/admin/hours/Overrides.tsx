/** Days that are different: holidays, and days with times of their own. */
import { ActionIcon, Button, Group, SegmentedControl, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Interval, OpeningHours } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { omit } from "../records.ts";
import { Intervals } from "./WeekGrid.tsx";

interface Props {
  overrides: OpeningHours["overrides"];
  onChange: (overrides: OpeningHours["overrides"]) => void;
}

const USUAL: Interval[] = [{ start: "09:00", end: "12:00" }];

export function Overrides({ overrides, onChange }: Props) {
  const { t, locale } = useLanguage();
  const [day, setDay] = useState("");
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" });
  const days = Object.entries(overrides).toSorted(([left], [right]) => left.localeCompare(right));
  const remove = (date: string) => onChange(omit(overrides, date));
  return (
    <section>
      <h2 className="section-title">{t("hours.overrides")}</h2>
      {days.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("hours.noOverrides")}
        </Text>
      )}
      {days.map(([date, intervals]) => (
        <div key={date} className="override">
          <span className="override-day">{format.format(new Date(date))}</span>
          <SegmentedControl
            aria-label={format.format(new Date(date))}
            data={[
              { value: "closed", label: t("hours.holiday") },
              { value: "own", label: t("hours.own") },
            ]}
            value={intervals.length === 0 ? "closed" : "own"}
            onChange={(value) => onChange({ ...overrides, [date]: value === "closed" ? [] : USUAL })}
          />
          {intervals.length > 0 && (
            <Intervals
              intervals={intervals}
              label={format.format(new Date(date))}
              onChange={(changed) => onChange({ ...overrides, [date]: changed })}
            />
          )}
          <ActionIcon
            ml="auto"
            aria-label={`${t("common.remove")} ${format.format(new Date(date))}`}
            onClick={() => remove(date)}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <Group gap={6} mt={6}>
        <TextInput
          type="date"
          aria-label={t("hours.date")}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={13} />}
          disabled={!day || day in overrides}
          onClick={() => {
            onChange({ ...overrides, [day]: [] });
            setDay("");
          }}
        >
          {t("hours.addHoliday")}
        </Button>
      </Group>
    </section>
  );
}
