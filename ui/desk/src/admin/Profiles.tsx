/** Routing profiles: which queues and channels a group of agents serves, in which order, after how long. */
import { ActionIcon, Button, Group, NumberInput, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { del, patch, post } from "../api/client.ts";
import type { ProfileEntry, RoutingProfile } from "../api/routing.ts";
import type { Agent } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useQueues } from "../live/queries.ts";
import { KINDS, Seconds } from "./fields.tsx";
import { about, FieldFindings, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminForm, AdminList } from "./parts.tsx";
import { useList, useSave } from "./useList.ts";

const PATH = "/profiles";

export default function Profiles() {
  const { t } = useLanguage();
  const queues = useQueues();
  const list = useList<RoutingProfile>(PATH);
  const agents = useList<Agent>("/agents");
  const findings = useFindings();
  const [edited, setEdited] = useState<RoutingProfile | "new" | null>(null);
  const entryText = (entry: ProfileEntry) =>
    [
      `${entry.rank}. ${queues.find((queue) => queue.id === entry.queue_id)?.name ?? entry.queue_id}`,
      entry.kind ? `(${t(`kind.${entry.kind}`)})` : "",
      entry.delay_s > 0 ? t("profiles.after", { seconds: entry.delay_s }) : "",
    ]
      .filter(Boolean)
      .join(" ");
  return (
    <>
      <AdminList
        list={list}
        heads={[t("users.name"), t("profiles.serves"), t("live.agents"), ""]}
        hint={t("profiles.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((profile) => (
          <Table.Tr key={profile.id}>
            <Table.Td>
              {profile.name} <FindingsBadge findings={about(findings, "profile", profile.id)} />
            </Table.Td>
            <Table.Td>
              {profile.entries
                .toSorted((left, right) => left.rank - right.rank)
                .map(entryText)
                .join(", ") || "–"}
            </Table.Td>
            <Table.Td>
              {agents.items
                .filter((agent) => agent.profile_id === profile.id)
                .map((agent) => agent.name)
                .join(", ") || t("profiles.nobody")}
            </Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(profile)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <ProfileForm
          profile={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
  );
}

function ProfileForm({
  profile,
  onClose,
  onSaved,
}: {
  profile: RoutingProfile | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
  const { t } = useLanguage();
  const queues = useQueues();
  const findings = about(useFindings(), "profile", profile?.id);
  const [name, setName] = useState(profile?.name ?? "");
  const [entries, setEntries] = useState<ProfileEntry[]>(profile?.entries ?? []);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const body = { name, entries };
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
      onSave={() =>
        void save(() => (profile ? patch(`${PATH}/${profile.id}`, body, profile.version) : post(PATH, body)))
      }
      onRemove={profile ? () => void save(() => del(`${PATH}/${profile.id}`)) : undefined}
      onClose={onClose}
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
