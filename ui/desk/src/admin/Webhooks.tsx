/** Outgoing webhooks: where events go, what happened to them, and sending one again. */
import {
  Alert,
  Badge,
  Button,
  Code,
  Drawer,
  Group,
  Switch,
  Table,
  TagsInput,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import { del, patch, post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { AdminForm, AdminList } from "./parts.tsx";
import type { Webhook, WebhookAttempt } from "./types.ts";
import { useList, useSave } from "./useList.ts";

export default function Webhooks() {
  const { t } = useLanguage();
  const list = useList<Webhook>("/webhooks");
  const [edited, setEdited] = useState<Webhook | "new" | null>(null);
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
      <AdminList
        list={list}
        heads={["URL", t("webhooks.events"), t("users.state"), ""]}
        hint={t("webhooks.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((hook) => (
          <Table.Tr key={hook.id}>
            <Table.Td>
              <Code>{hook.url}</Code>
            </Table.Td>
            <Table.Td>{hook.types.length > 0 ? hook.types.join(", ") : t("webhooks.all")}</Table.Td>
            <Table.Td>
              <Badge color={hook.enabled ? "green" : "gray"}>
                {hook.enabled ? t("care.on") : t("care.off")}
              </Badge>
            </Table.Td>
            <Table.Td ta="right">
              <Group gap={2} justify="flex-end" wrap="nowrap">
                <Button size="compact-xs" variant="subtle" onClick={() => setLogOf(hook)}>
                  {t("webhooks.log")}
                </Button>
                <Button size="compact-xs" variant="subtle" onClick={() => setEdited(hook)}>
                  {t("common.edit")}
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <WebhookForm
          hook={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={async (saved) => {
            if (saved?.secret) setMade(saved);
            await list.refresh();
          }}
        />
      )}
      {logOf && <Log hook={logOf} onClose={() => setLogOf(null)} />}
    </>
  );
}

function WebhookForm({
  hook,
  onClose,
  onSaved,
}: {
  hook: Webhook | null;
  onClose: () => void;
  onSaved: (saved: Webhook | undefined) => Promise<void>;
}) {
  const { t } = useLanguage();
  const [url, setUrl] = useState(hook?.url ?? "https://");
  const [events, setEvents] = useState<string[]>(hook?.types ?? []);
  const [enabled, setEnabled] = useState(hook?.enabled ?? true);
  const { save, busy, error } = useSave(onClose);
  const store = async () => {
    const saved = hook
      ? await patch<Webhook | undefined>(`/webhooks/${hook.id}`, { url, types: events, enabled })
      : await post<Webhook | undefined>("/webhooks", { url, types: events });
    await onSaved(hook ? undefined : saved);
  };
  return (
    <AdminForm
      title={hook?.url ?? t("webhooks.add")}
      error={error}
      busy={busy}
      canSave={url.length > 8}
      onSave={() => void save(store)}
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
        <Group>
          <Switch
            label={t("rules.enabled")}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
          <Button
            variant="subtle"
            color="red"
            ml="auto"
            onClick={() =>
              void save(async () => {
                await del(`/webhooks/${hook.id}`);
                await onSaved(undefined);
              })
            }
          >
            {t("common.remove")}
          </Button>
        </Group>
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
