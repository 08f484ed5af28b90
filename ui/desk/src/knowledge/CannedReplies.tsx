/** Canned replies: one wording for each language and kind of channel, opened by a shortcut. */
import { Badge, Button, Code, Group, NativeSelect, Text, TextInput, Textarea } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { EditedList } from "../admin/EditedList.tsx";
import { AdminForm } from "../admin/parts.tsx";
import { useList, type Editing } from "../admin/useList.ts";
import { useRecord } from "../admin/useRecord.ts";
import type { Canned } from "../api/knowledge.ts";
import type { TemplateText } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { ReachFields, reachFor, useFirstScope, type Reach } from "./Reach.tsx";
import { languageName } from "./words.ts";

const PATH = "/canned-replies";
const KINDS = ["", "sms", "email", "webchat"] as const;
const VARIABLES = [
  "customer.name",
  "customer.attributes.KEY",
  "agent.name",
  "organisation.name",
  "case.number",
  "case.subject",
  "interaction.subject",
  "today",
];

export default function CannedReplies() {
  const { t } = useLanguage();
  const list = useList<Canned>(PATH);
  return (
    <EditedList
      list={list}
      hint={t("canned.hint")}
      keyOf={(each) => each.id}
      columns={[
        { head: t("canned.shortcut"), cell: (each) => <Code>/{each.shortcut}</Code> },
        { head: t("users.name"), cell: (each) => each.name },
        {
          head: t("canned.texts"),
          cell: (each) => (
            <Group gap={4}>
              {each.texts.map((text) => (
                <Badge key={`${text.locale}${text.kind}`} color="gray">
                  {text.locale}
                  {text.kind && ` · ${known(t, "kind", text.kind)}`}
                </Badge>
              ))}
            </Group>
          ),
        },
        {
          head: t("canned.scope"),
          cell: (each) => (each.scope === "team" ? each.team : t(`scope.${each.scope}`)),
        },
        { head: t("canned.used"), cell: (each) => each.usage?.uses ?? 0 },
      ]}
      form={(editing) => <CannedForm {...editing} />}
    />
  );
}

function CannedForm(editing: Editing<Canned>) {
  const { item: reply } = editing;
  const { t, locale } = useLanguage();
  const firstScope = useFirstScope();
  const [name, setName] = useState(reply?.name ?? "");
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? "");
  const [reach, setReach] = useState<Reach>({
    scope: reply?.scope ?? firstScope,
    team: reply?.team ?? "",
  });
  const [texts, setTexts] = useState<TemplateText[]>(
    reply?.texts ?? [{ locale, kind: "", subject: "", text: "" }],
  );
  const { store, remove, busy, error } = useRecord(PATH, editing);
  const change = (at: number, fields: Partial<TemplateText>) =>
    setTexts((old) => old.map((each, index) => (index === at ? { ...each, ...fields } : each)));
  const save = () =>
    store({
      name,
      shortcut,
      ...reachFor(reach),
      texts: texts.map(({ kind, ...text }) => (kind ? { kind, ...text } : text)),
    });
  return (
    <AdminForm
      title={reply?.name ?? t("canned.add")}
      error={error}
      busy={busy}
      canSave={name.trim() !== "" && shortcut.trim() !== "" && texts.every((each) => each.text.trim() !== "")}
      onSave={save}
      onClose={editing.onClose}
      onRemove={remove}
    >
      <Group grow align="flex-start">
        <TextInput
          label={t("users.name")}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("canned.shortcut")}
          leftSection="/"
          value={shortcut}
          onChange={(event) => setShortcut(event.currentTarget.value.replace(/^\//, ""))}
        />
      </Group>
      <ReachFields reach={reach} onChange={setReach} />
      {texts.map((each, index) => (
        <TextField
          key={index}
          text={each}
          onChange={(fields) => change(index, fields)}
          onRemove={
            texts.length > 1 ? () => setTexts((old) => old.filter((_, at) => at !== index)) : undefined
          }
        />
      ))}
      <Group>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() =>
            setTexts((old) => [
              ...old,
              {
                locale: old.some((each) => each.locale === "zh-CN") ? "en" : "zh-CN",
                kind: "",
                subject: "",
                text: "",
              },
            ])
          }
        >
          {t("canned.addText")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t("canned.variables")}: {VARIABLES.map((each) => `{{ ${each} }}`).join("  ")}
      </Text>
    </AdminForm>
  );
}

interface TextProps {
  text: TemplateText;
  onChange: (fields: Partial<TemplateText>) => void;
  onRemove: (() => void) | undefined;
}

function TextField({ text, onChange, onRemove }: TextProps) {
  const { t, locale } = useLanguage();
  const languages = useDesk((desk) => desk.settings.languages);
  return (
    <fieldset className="birthday">
      <Group gap="xs" mb={6} wrap="nowrap">
        <NativeSelect
          aria-label={t("knowledge.language")}
          value={text.locale}
          onChange={(event) => onChange({ locale: event.currentTarget.value })}
          data={[...new Set([...languages, text.locale])].map((each) => ({
            value: each,
            label: languageName(each, locale),
          }))}
        />
        <NativeSelect
          aria-label={t("channels.kind")}
          value={text.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value })}
          data={KINDS.map((kind) => ({
            value: kind,
            label: kind ? t(`kind.${kind}`) : t("canned.anyKind"),
          }))}
        />
        {text.kind === "email" && (
          <TextInput
            flex={1}
            aria-label={t("composer.subject")}
            placeholder={t("composer.subject")}
            value={text.subject}
            onChange={(event) => onChange({ subject: event.currentTarget.value })}
          />
        )}
        {onRemove && (
          <Button
            variant="subtle"
            color="gray"
            className="quiet-button"
            px={6}
            ml="auto"
            aria-label={t("common.remove")}
            onClick={onRemove}
          >
            <IconTrash size={14} />
          </Button>
        )}
      </Group>
      <Textarea
        autosize
        minRows={2}
        aria-label={t("canned.text")}
        lang={text.locale}
        value={text.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
    </fieldset>
  );
}
