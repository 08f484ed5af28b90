/** Outgoing webhooks: where events go, what happened to them, and sending one again. */
import { Alert, Badge, Button, Code, Drawer, Switch, Table, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { del, patch, post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { EditedList } from "./EditedList.tsx";
import { AdminForm, AdminList } from "./parts.tsx";
import type { Webhook, WebhookAttempt } from "./types.ts";
import { useList, useSave, type Editing } from "./useList.ts";

export default function Webhooks() {
  const { t } = useLanguage();
  const list = useList<Webhook>("/webhooks");
  const [logOf, setLogOf] = useState<Webhook | null>(null);
  const [made, setMade] = useState<Webhook | null>(null);
  return (
    <>
      {made?.secret && (
        <Alert
          mb="sm"
          color="green"
          title={t("webhooks.secret")}
          withCloseButton
          onClose={() => setMade(null)}
        >
          <Code>{made.secret}</Code>
        </Alert>
      )}
      <EditedList
        list={list}
        hint={t("webhooks.hint")}
        keyOf={(hook) => hook.id}
        columns={[
          { head: "URL", cell: (hook) => <Code>{hook.url}</Code> },
          {
            head: t("webhooks.events"),
            cell: (hook) => hook.types.join(", ") || t("webhooks.all"),
          },
          {
            head: t("users.state"),
            cell: (hook) => (
              <Badge color={hook.enabled ? "green" : "gray"}>
                {hook.enabled ? t("care.on") : t("care.off")}
              </Badge>
            ),
          },
        ]}
        actions={(hook) => (
          <Button size="compact-xs" variant="subtle" onClick={() => setLogOf(hook)}>
            {t("webhooks.log")}
          </Button>
        )}
        form={(editing) => <WebhookForm onMade={setMade} {...editing} />}
      />
      {logOf && <Log hook={logOf} onClose={() => setLogOf(null)} />}
    </>
  );
}

function WebhookForm({
  item: hook,
  onMade,
  onClose,
  onSaved,
}: Editing<Webhook> & { onMade: (made: Webhook) => void }) {
  const { t } = useLanguage();
  const [url, setUrl] = useState(hook?.url ?? "https://");
  const [events, setEvents] = useState<string[]>(hook?.types ?? []);
  const [enabled, setEnabled] = useState(hook?.enabled ?? true);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const store = async () => {
    if (hook) await patch(`/webhooks/${hook.id}`, { url, types: events, enabled });
    else onMade(await post<Webhook>("/webhooks", { url, types: events }));
  };
  return (
    <AdminForm
      title={hook?.url ?? t("webhooks.add")}
      error={error}
      busy={busy}
      canSave={url.length > 8}
      onSave={() => void save(store)}
      onRemove={hook ? () => void save(() => del(`/webhooks/${hook.id}`)) : undefined}
      onClose={onClose}
    >
      <TextInput label="URL" type="url" value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
      <TagsInput
        label={t("webhooks.events")}
        description={t("webhooks.eventsHint")}
        placeholder="message.created"
        value={events}
        onChange={setEvents}
      />
      {hook && (
        <Switch
          label={t("rules.enabled")}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
      )}
    </AdminForm>
  );
}

function Log({ hook, onClose }: { hook: Webhook; onClose: () => void }) {
  const { t, locale } = useLanguage();
  const list = useList<WebhookAttempt>(`/webhooks/${hook.id}/log`);
  const { save, error } = useSave(list.refresh);
  return (
    <Drawer opened onClose={onClose} position="right" size={560} title={t("webhooks.log")} className="sheet">
      {error && <Alert color="red">{error}</Alert>}
      <AdminList list={list} heads={["#", t("webhooks.at"), t("users.state"), ""]}>
        {list.items.map((each) => (
          <Table.Tr key={each.id}>
            <Table.Td className="time">{each.event_seq}</Table.Td>
            <Table.Td className="time">
              {new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(new Date(each.at))}
            </Table.Td>
            <Table.Td>{[each.state, each.status, each.error].filter(Boolean).join(" ")}</Table.Td>
            <Table.Td>
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() =>
                  void save(() => post(`/webhooks/${hook.id}/replay`, { event_seq: each.event_seq }))
                }
              >
                {t("webhooks.replay")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
    </Drawer>
  );
}
