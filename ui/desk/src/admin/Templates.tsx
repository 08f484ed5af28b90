/** Message templates: one wording for each language and kind of channel, previewed for a customer. */
import { Badge, Button, Group, Select, Table, Text, TextInput, Textarea } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { patch, post } from "../api/client.ts";
import type { Customer, TemplateText } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import { AdminForm, AdminList } from "./parts.tsx";
import type { Template } from "./types.ts";
import { useList, useSave } from "./useList.ts";

const PURPOSES = ["reply", "greeting", "service_followup", "survey", "marketing", "transactional"] as const;
const KINDS = ["sms", "email", "webchat"] as const;

export default function Templates() {
  const { t } = useLanguage();
  const list = useList<Template>("/templates");
  const [edited, setEdited] = useState<Template | "new" | null>(null);
  return (
    <>
      <AdminList
        list={list}
        heads={[t("users.name"), t("templates.purpose"), t("templates.texts"), ""]}
        hint={t("templates.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((template) => (
          <Table.Tr key={template.id}>
            <Table.Td>{template.name}</Table.Td>
            <Table.Td>{known(t, "purpose", template.purpose)}</Table.Td>
            <Table.Td>
              <Group gap={4}>
                {template.texts.map((each) => (
                  <Badge key={`${each.locale}${each.kind}`} color="gray">
                    {each.locale} · {known(t, "kind", each.kind)}
                  </Badge>
                ))}
              </Group>
            </Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(template)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <TemplateForm
          template={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
  );
}

function TemplateForm({
  template,
  onClose,
  onSaved,
}: {
  template: Template | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
  const { t } = useLanguage();
  const [name, setName] = useState(template?.name ?? "");
  const [purpose, setPurpose] = useState(template?.purpose ?? "reply");
  const [texts, setTexts] = useState<TemplateText[]>(
    template?.texts ?? [{ locale: "en", kind: "sms", subject: "", text: "" }],
  );
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const change = (at: number, fields: Partial<TemplateText>) =>
    setTexts((old) => old.map((each, index) => (index === at ? { ...each, ...fields } : each)));
  const body = { name, purpose, texts };
  return (
    <AdminForm
      title={template?.name ?? t("templates.add")}
      error={error}
      busy={busy}
      canSave={name !== "" && texts.length > 0}
      onSave={() =>
        void save(() =>
          template ? patch(`/templates/${template.id}`, body, template.version) : post("/templates", body),
        )
      }
      onClose={onClose}
    >
      <Group grow>
        <TextInput
          label={t("users.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t("templates.purpose")}
          data={PURPOSES.map((each) => ({ value: each, label: t(`purpose.${each}`) }))}
          value={purpose}
          onChange={(chosen) => setPurpose(chosen ?? purpose)}
          allowDeselect={false}
        />
      </Group>
      {texts.map((each, index) => (
        <fieldset className="birthday" key={index}>
          <Group gap="xs" mb={6}>
            <Select
              w={110}
              aria-label={t("customer.language")}
              data={["en", "zh-CN"]}
              value={each.locale}
              onChange={(locale) => change(index, { locale: locale ?? each.locale })}
              allowDeselect={false}
            />
            <Select
              w={120}
              aria-label={t("channels.kind")}
              data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
              value={each.kind}
              onChange={(kind) => change(index, { kind: kind ?? each.kind })}
              allowDeselect={false}
            />
            {each.kind === "email" && (
              <TextInput
                flex={1}
                aria-label={t("composer.subject")}
                placeholder={t("composer.subject")}
                value={each.subject}
                onChange={(event) => change(index, { subject: event.currentTarget.value })}
              />
            )}
            <Button
              variant="subtle"
              color="gray"
              className="quiet-button"
              px={6}
              aria-label={t("common.remove")}
              onClick={() => setTexts((old) => old.filter((_, at) => at !== index))}
            >
              <IconTrash size={14} />
            </Button>
          </Group>
          <Textarea
            autosize
            minRows={2}
            aria-label={t("templates.text")}
            value={each.text}
            onChange={(event) => change(index, { text: event.currentTarget.value })}
          />
        </fieldset>
      ))}
      <Group>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => setTexts((old) => [...old, { locale: "zh-CN", kind: "sms", subject: "", text: "" }])}
        >
          {t("templates.addText")}
        </Button>
      </Group>
      {template && <Preview template={template} />}
    </AdminForm>
  );
}

function Preview({ template }: { template: Template }) {
  const { t } = useLanguage();
  const [customer, setCustomer] = useState<Customer | null>(null);
  const [shown, setShown] = useState<{ subject?: string; text?: string } | null>(null);
  const { save, busy, error } = useSave(() => undefined);
  const show = (chosen: Customer | null) => {
    setCustomer(chosen);
    setShown(null);
    const kind = template.texts[0]?.kind;
    if (chosen && kind) {
      void save(async () =>
        setShown(await post(`/templates/${template.id}/preview`, { customer_id: chosen.id, kind })),
      );
    }
  };
  return (
    <div>
      <CustomerPicker value={customer} onChange={show} label={t("templates.preview")} />
      {busy && <Text size="xs">…</Text>}
      {error && (
        <Text size="xs" c="red">
          {error}
        </Text>
      )}
      {shown && (
        <div className="template-preview">
          {shown.subject && <b>{shown.subject}</b>}
          <p className="message-text">{shown.text}</p>
        </div>
      )}
    </div>
  );
}
