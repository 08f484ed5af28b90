/** Message templates: one wording for each language and kind of channel, previewed for a customer. */
import { Badge, Button, Group, Select, Text, TextInput, Textarea } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Customer, TemplateText } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import { EditedList } from "./EditedList.tsx";
import { AdminForm } from "./parts.tsx";
import type { Template } from "./types.ts";
import { useList, useSave, type Editing } from "./useList.ts";
import { useRecord } from "./useRecord.ts";

const PATH = "/templates";
const PURPOSES = ["greeting", "service_followup", "survey", "marketing", "transactional"] as const;
const KINDS = ["sms", "email", "webchat"] as const;

export default function Templates() {
  const { t } = useLanguage();
  const list = useList<Template>(PATH);
  return (
    <EditedList
      list={list}
      hint={t("templates.hint")}
      keyOf={(template) => template.id}
      columns={[
        { head: t("users.name"), cell: (template) => template.name },
        { head: t("templates.purpose"), cell: (template) => known(t, "purpose", template.purpose) },
        {
          head: t("templates.texts"),
          cell: (template) => (
            <Group gap={4}>
              {template.texts.map((each) => (
                <Badge key={`${each.locale}${each.kind}`} color="gray">
                  {each.locale} · {known(t, "kind", each.kind)}
                </Badge>
              ))}
            </Group>
          ),
        },
      ]}
      form={(editing) => <TemplateForm {...editing} />}
    />
  );
}

function TemplateForm(editing: Editing<Template>) {
  const { item: template } = editing;
  const { t } = useLanguage();
  const [name, setName] = useState(template?.name ?? "");
  const [purpose, setPurpose] = useState(template?.purpose ?? "transactional");
  const [texts, setTexts] = useState<TemplateText[]>(
    template?.texts ?? [{ locale: "en", kind: "sms", subject: "", text: "" }],
  );
  const { store, busy, error } = useRecord(PATH, editing);
  const change = (at: number, fields: Partial<TemplateText>) =>
    setTexts((old) => old.map((each, index) => (index === at ? { ...each, ...fields } : each)));
  return (
    <AdminForm
      title={template?.name ?? t("templates.add")}
      error={error}
      busy={busy}
      canSave={name !== "" && texts.length > 0}
      onSave={() => store({ name, purpose, texts })}
      onClose={editing.onClose}
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
