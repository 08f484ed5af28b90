/** One set of opening hours: name, zone, a week to fill in, and days that are different. */
import { Autocomplete, Group, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import type { NamedHours, OpeningHours } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { about, FieldFindings, useFindings } from "../findings.tsx";
import { OpenNow } from "../Hours.tsx";
import { AdminForm } from "../parts.tsx";
import type { Editing } from "../useList.ts";
import { useRecord } from "../useRecord.ts";
import { isZone } from "./opening.ts";
import { Overrides } from "./Overrides.tsx";
import { WeekGrid } from "./WeekGrid.tsx";

const PATH = "/hours";
const USUAL = [{ start: "09:00", end: "18:00" }];

const usualWeek = (): OpeningHours => ({
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: Array.from({ length: 7 }, (_, day) => (day < 5 ? USUAL : [])),
  overrides: {},
});

export function HoursForm(editing: Editing<NamedHours>) {
  const { item: hours } = editing;
  const { t } = useLanguage();
  const findings = about(useFindings(), "hours", hours?.id);
  const [name, setName] = useState(hours?.name ?? "");
  const [week, setWeek] = useState<OpeningHours>(hours?.hours ?? usualWeek);
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const body = { name: name.trim(), hours: week };
  return (
    <AdminForm
      title={hours?.name ?? t("hours.add")}
      size={860}
      error={error}
      busy={busy}
      canSave={name.trim() !== "" && isZone(week.time_zone)}
      onSave={() => store(body)}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <Group grow align="flex-start">
        <TextInput
          label={t("users.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Autocomplete
          label={t("customer.zone")}
          data={zones}
          limit={20}
          value={week.time_zone}
          error={isZone(week.time_zone) ? undefined : t("hours.badZone")}
          onChange={(zone) => setWeek({ ...week, time_zone: zone })}
        />
      </Group>
      <OpenNow hours={{ hours: week }} />
      <FieldFindings findings={findings} field="hours" />
      <WeekGrid week={week.week} onChange={(days) => setWeek({ ...week, week: days })} />
      <Overrides overrides={week.overrides} onChange={(overrides) => setWeek({ ...week, overrides })} />
    </AdminForm>
  );
}
