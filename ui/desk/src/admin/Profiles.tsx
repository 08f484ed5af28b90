/** Routing profiles: which queues and channels a group of agents serves, in which order, after how long. */
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { ProfileEntry, RoutingProfile } from "../api/routing.ts";
import type { Agent } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useQueues } from "../live/queries.ts";
import { EditedList } from "./EditedList.tsx";
import { KINDS, Seconds } from "./fields.tsx";
import { about, FieldFindings, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/profiles";

export default function Profiles() {
  const { t } = useLanguage();
  const queues = useQueues();
  const list = useList<RoutingProfile>(PATH);
  const agents = useList<Agent>("/agents");
  const findings = useFindings();
  const entryText = (entry: ProfileEntry) =>
    [
      `${entry.rank}. ${queues.find((queue) => queue.id === entry.queue_id)?.name ?? entry.queue_id}`,
      entry.kind ? `(${t(`kind.${entry.kind}`)})` : "",
      entry.delay_s > 0 ? t("profiles.after", { seconds: entry.delay_s }) : "",
    ]
      .filter(Boolean)
      .join(" ");
  return (
    <EditedList
      list={list}
      hint={t("profiles.hint")}
      keyOf={(profile) => profile.id}
      columns={[
        {
          head: t("users.name"),
          cell: (profile) => (
            <>
              {profile.name} <FindingsBadge findings={about(findings, "profile", profile.id)} />
            </>
          ),
        },
        {
          head: t("profiles.serves"),
          cell: (profile) =>
            profile.entries
              .toSorted((left, right) => left.rank - right.rank)
              .map(entryText)
              .join(", ") || "–",
        },
        {
          head: t("live.agents"),
          cell: (profile) =>
            agents.items
              .filter((agent) => agent.profile_id === profile.id)
              .map((agent) => agent.name)
              .join(", ") || t("profiles.nobody"),
        },
      ]}
      form={(editing) => <ProfileForm {...editing} />}
    />
  );
}

function ProfileForm(editing: Editing<RoutingProfile>) {
  const { item: profile } = editing;
  const { t } = useLanguage();
  const queues = useQueues();
  const findings = about(useFindings(), "profile", profile?.id);
  const [name, setName] = useState(profile?.name ?? "");
  const [entries, setEntries] = useState<ProfileEntry[]>(profile?.entries ?? []);
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const add = () => {
    const free = queues.find((queue) => !entries.some((each) => each.queue_id === queue.id)) ?? queues[0];
    if (free) setEntries([...entries, { queue_id: free.id, kind: null, rank: 1, delay_s: 0 }]);
  };
  return (
    <AdminForm
      title={profile?.name ?? t("profiles.add")}
      size="xl"
      error={error}
      busy={busy}
      canSave={name.trim() !== ""}
      onSave={() => store({ name, entries })}
      onRemove={remove}
      onClose={editing.onClose}
    >
      <TextInput
        label={t("users.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Text size="xs" c="dimmed">
        {t("profiles.rankHint")}
      </Text>
      <Stack gap={6}>
        {entries.map((entry, place) => (
          <div key={place}>
            <EntryRow
              entry={entry}
              onChange={(changed) => setEntries(entries.with(place, changed))}
              onRemove={() => setEntries(entries.filter((_, at) => at !== place))}
            />
            <FieldFindings findings={findings} field={`entries.${place}`} />
          </div>
        ))}
        <Group>
          <Button variant="default" leftSection={<IconPlus size={13} />} onClick={add}>
            {t("profiles.addQueue")}
          </Button>
        </Group>
      </Stack>
      <FieldFindings findings={findings.filter((each) => each.field === "")} field="" />
    </AdminForm>
  );
}

function EntryRow({
  entry,
  onChange,
  onRemove,
}: {
  entry: ProfileEntry;
  onChange: (entry: ProfileEntry) => void;
  onRemove: () => void;
}) {
  const { t } = useLanguage();
  const queues = useQueues();
  return (
    <div className="entry-row">
      <Select
        aria-label={t("live.queue")}
        data={queues.map((queue) => ({ value: queue.id, label: queue.name }))}
        value={entry.queue_id}
        onChange={(id) => onChange({ ...entry, queue_id: id ?? entry.queue_id })}
        allowDeselect={false}
      />
      <Select
        aria-label={t("rules.channel")}
        data={[
          { value: "", label: t("profiles.everyChannel") },
          ...KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
        ]}
        value={entry.kind ?? ""}
        onChange={(kind) => onChange({ ...entry, kind: kind || null })}
        allowDeselect={false}
      />
      <NumberInput
        aria-label={t("profiles.rank")}
        prefix={`${t("profiles.rank")} `}
        min={1}
        max={100}
        value={entry.rank}
        onChange={(rank) => onChange({ ...entry, rank: Number(rank) || 1 })}
      />
      <Seconds
        aria-label={t("profiles.delay")}
        prefix={`${t("profiles.delay")} `}
        max={86_400}
        value={entry.delay_s}
        onChange={(delay) => onChange({ ...entry, delay_s: delay })}
      />
      <ActionIcon aria-label={t("common.remove")} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
