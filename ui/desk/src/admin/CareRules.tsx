/** Standing care: birthday greetings, when and how they go out, and what comes next. */
import { Badge, Button, Group, MultiSelect, Select, Switch, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { post } from "../api/client.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { EditedList } from "./EditedList.tsx";
import { AdminForm, CardTable } from "./parts.tsx";
import type { CarePreview, CareRule, Template } from "./types.ts";
import { useList, useSave, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/rules";

interface SentDelivery {
  id: string;
  state: string;
  reason: string | null;
  address: string;
  channel: string;
  purpose: string;
  due_at: string;
}

export default function CareRules() {
  const { t, locale } = useLanguage();
  const list = useList<CareRule>(PATH);
  const templates = useList<Template>("/templates");
  const deliveries = useList<SentDelivery>("/deliveries");
  const greetings = deliveries.items.filter((each) => each.purpose === "greeting").slice(0, 50);
  return (
    <>
      <EditedList
        list={list}
        hint={t("care.hint")}
        keyOf={(rule) => rule.id}
        isQuiet={(rule) => !rule.enabled}
        columns={[
          { head: t("users.name"), cell: (rule) => rule.name },
          {
            head: t("care.template"),
            cell: (rule) => templates.items.find((each) => each.id === rule.template_id)?.name,
          },
          { head: t("condition.channels"), cell: (rule) => rule.channels.join(" → ") },
          {
            head: t("care.at"),
            cell: ({ at, window }) =>
              `${at.slice(0, 5)} (${window.start.slice(0, 5)}–${window.end.slice(0, 5)})`,
            className: "time",
          },
          {
            head: t("users.state"),
            cell: (rule) => (
              <Badge color={rule.enabled ? "green" : "gray"}>
                {rule.enabled ? t("care.on") : t("care.off")}
              </Badge>
            ),
          },
        ]}
        form={(editing) => <CareForm templates={templates.items} {...editing} />}
      />
      {greetings.length > 0 && (
        <>
          <h2 className="section-title">{t("care.deliveries")}</h2>
          <CardTable
            heads={[
              t("webhooks.at"),
              t("rules.channel"),
              t("channels.address"),
              t("users.state"),
              t("care.reason"),
            ]}
          >
            {greetings.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td className="time">
                  {new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "short" }).format(
                    new Date(each.due_at),
                  )}
                </Table.Td>
                <Table.Td>{each.channel}</Table.Td>
                <Table.Td>{each.address}</Table.Td>
                <Table.Td>{known(t, "delivery", each.state)}</Table.Td>
                <Table.Td className="dim">{each.reason?.replaceAll("_", " ")}</Table.Td>
              </Table.Tr>
            ))}
          </CardTable>
        </>
      )}
    </>
  );
}

function CareForm({ templates, ...editing }: Editing<CareRule> & { templates: Template[] }) {
  const { item: rule } = editing;
  const { t } = useLanguage();
  const channels = useDesk((desk) => desk.channels);
  const [fields, setFields] = useState({
    name: rule?.name ?? t("care.birthday"),
    template_id: rule?.template_id ?? templates.find((each) => each.purpose === "greeting")?.id ?? "",
    channels: rule?.channels ?? [],
    at: rule?.at.slice(0, 5) ?? "09:30",
    start: rule?.window.start.slice(0, 5) ?? "09:00",
    end: rule?.window.end.slice(0, 5) ?? "20:00",
    zone: rule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    enabled: rule?.enabled ?? true,
  });
  const [preview, setPreview] = useState<CarePreview | null>(null);
  const { store, busy, error } = useRecord(PATH, editing);
  const asking = useSave(() => undefined);
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const { start, end, ...own } = fields;
  const body = { ...own, trigger: "birthday", window: { start, end } };
  return (
    <AdminForm
      title={rule?.name ?? t("care.add")}
      error={error || asking.error}
      busy={busy}
      canSave={fields.name !== "" && fields.template_id !== "" && fields.channels.length > 0}
      onSave={() => store(body)}
      onClose={editing.onClose}
    >
      <Group grow>
        <TextInput
          label={t("users.name")}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t("care.template")}
          data={templates.map((each) => ({ value: each.id, label: each.name }))}
          value={fields.template_id}
          onChange={(id) => set({ template_id: id ?? "" })}
          allowDeselect={false}
        />
      </Group>
      <MultiSelect
        label={t("care.channels")}
        data={channels
          .filter((each) => each.kind === "sms" || each.kind === "email")
          .map((each) => each.name)}
        value={fields.channels}
        onChange={(value) => set({ channels: value })}
      />
      <Group grow>
        <TextInput
          type="time"
          label={t("care.at")}
          value={fields.at}
          onChange={(event) => set({ at: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t("care.from")}
          value={start}
          onChange={(event) => set({ start: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t("care.until")}
          value={end}
          onChange={(event) => set({ end: event.currentTarget.value })}
        />
        <TextInput
          label={t("customer.zone")}
          value={fields.zone}
          onChange={(event) => set({ zone: event.currentTarget.value })}
        />
      </Group>
      <Text size="xs" c="dimmed">
        {t("care.zoneHint")}
      </Text>
      <Group>
        <Switch
          label={t("rules.enabled")}
          checked={fields.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        {rule && (
          <Button
            variant="default"
            ml="auto"
            loading={asking.busy}
            onClick={() =>
              void asking.save(async () => setPreview(await post<CarePreview>(`/rules/${rule.id}/preview`)))
            }
          >
            {t("care.preview")}
          </Button>
        )}
      </Group>
      {preview && <Coming preview={preview} />}
    </AdminForm>
  );
}

function Coming({ preview }: { preview: CarePreview }) {
  const { t, locale } = useLanguage();
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  if (preview.items.length === 0) return <Text size="sm">{t("care.nobody")}</Text>;
  return (
    <Table className="rows">
      <Table.Tbody>
        {preview.items.map((each) => (
          <Table.Tr key={`${each.customer_id}${each.day}`}>
            <Table.Td className="time">{day.format(new Date(each.day))}</Table.Td>
            <Table.Td>{each.name}</Table.Td>
            <Table.Td className="dim">{each.problem ?? each.text}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
