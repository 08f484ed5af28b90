/** Notices: what supervisors tell, to whom, from when until when, and who has read it. */
import { Badge, Group, MultiSelect, Switch, TagsInput, Text, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../api/client.ts";
import type { Notice, Reader } from "../api/service.ts";
import type { Page } from "../api/types.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { useNow } from "../parts/useNow.ts";
import { inputTime, instant } from "../text/inputTime.ts";
import { fullTime } from "../text/times.ts";
import { EditedList } from "./EditedList.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/notices";

export default function Notices() {
  const { t, locale } = useLanguage();
  const agents = useAgents();
  const now = useNow(60_000);
  const list = useList<Notice>(PATH);
  const forWhom = (notice: Notice) =>
    [
      ...notice.teams,
      ...agents.filter((each) => notice.agent_ids.includes(each.id)).map((each) => each.name),
    ].join(", ") || t("notices.everybody");
  return (
    <EditedList
      list={list}
      hint={t("notices.hint")}
      keyOf={(notice) => notice.id}
      isQuiet={(notice) => stateOf(notice, now) !== "shown"}
      columns={[
        { head: t("notices.name"), cell: (notice) => notice.title },
        { head: t("notices.forWhom"), cell: forWhom },
        { head: t("notices.from"), cell: (notice) => fullTime(notice.starts_at, locale) },
        {
          head: t("notices.until"),
          cell: (notice) => (notice.ends_at ? fullTime(notice.ends_at, locale) : "–"),
        },
        { head: t("case.state"), cell: (notice) => <StateBadge t={t} notice={notice} now={now} /> },
        { head: t("notices.readers"), cell: (notice) => <Readers notice={notice} /> },
      ]}
      form={(editing) => <NoticeForm {...editing} />}
    />
  );
}

function stateOf(notice: Notice, now: number): "withdrawn" | "later" | "over" | "shown" {
  if (notice.withdrawn_at) return "withdrawn";
  if (Date.parse(notice.starts_at) > now) return "later";
  return notice.ends_at && Date.parse(notice.ends_at) <= now ? "over" : "shown";
}

function StateBadge({ t, notice, now }: { t: Translate; notice: Notice; now: number }) {
  const state = stateOf(notice, now);
  return <Badge color={state === "shown" ? "green" : "gray"}>{t(`notices.${state}`)}</Badge>;
}

function Readers({ notice }: { notice: Notice }) {
  const { t } = useLanguage();
  const { data } = useQuery({
    queryKey: ["notices", notice.id, "readers"],
    queryFn: ({ signal }) => get<Page<Reader>>(`/notices/${notice.id}/readers`, signal),
  });
  const names = (data?.items ?? [])
    .filter((each) => !notice.must_acknowledge || each.acknowledged_at)
    .map((each) => each.name);
  return (
    <Text size="xs" c="dimmed" lineClamp={2}>
      {names.join(", ") || t("notices.nobodyYet")}
    </Text>
  );
}

function NoticeForm(editing: Editing<Notice>) {
  const { item: notice } = editing;
  const { t } = useLanguage();
  const agents = useAgents();
  const [fields, setFields] = useState({
    title: notice?.title ?? "",
    text: notice?.text ?? "",
    teams: notice?.teams ?? [],
    agent_ids: notice?.agent_ids ?? [],
    must_acknowledge: notice?.must_acknowledge ?? false,
  });
  const [from, setFrom] = useState(inputTime(notice?.starts_at ?? null));
  const [until, setUntil] = useState(inputTime(notice?.ends_at ?? null));
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const teams = [...new Set(agents.map((each) => each.team ?? "").filter(Boolean))];
  return (
    <AdminForm
      title={notice?.title ?? t("notices.add")}
      error={error}
      busy={busy}
      canSave={fields.title.trim() !== ""}
      onSave={() => store({ ...fields, starts_at: instant(from), ends_at: instant(until) })}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <TextInput
        label={t("notices.name")}
        value={fields.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        data-autofocus
      />
      <Textarea
        label={t("notices.text")}
        autosize
        minRows={3}
        value={fields.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <TagsInput
          label={t("notices.teams")}
          placeholder={fields.teams.length === 0 ? t("notices.everybody") : ""}
          data={teams}
          value={fields.teams}
          onChange={(chosen) => set({ teams: chosen })}
        />
        <MultiSelect
          label={t("notices.agents")}
          placeholder={fields.agent_ids.length === 0 ? t("notices.everybody") : ""}
          searchable
          data={agents.map((each) => ({ value: each.id, label: each.name }))}
          value={fields.agent_ids}
          onChange={(chosen) => set({ agent_ids: chosen })}
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          type="datetime-local"
          label={t("notices.from")}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t("notices.until")}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </Group>
      <Switch
        label={t("notices.mustAcknowledge")}
        checked={fields.must_acknowledge}
        onChange={(event) => set({ must_acknowledge: event.currentTarget.checked })}
      />
    </AdminForm>
  );
}
