/** What one step of a macro needs. */
import { NativeSelect, NumberInput, Select, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useList } from "../admin/useList.ts";
import { get } from "../api/client.ts";
import type { Canned, MacroAction, MacroStep } from "../api/knowledge.ts";
import type { Page } from "../api/types.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useDesk, useQueues } from "../live/queries.ts";
import { duration } from "../text/durations.ts";
import { useArticles } from "./queries.ts";

interface Props {
  action: MacroAction;
  onChange: (fields: Partial<MacroAction>) => void;
}

const FIELDS: Record<MacroStep, (props: Props) => ReactNode> = {
  reply: ReplyField,
  note: (props) => <TextField {...props} label="step.note" />,
  add_tag: TagField,
  set_priority: (props) => <NumberField {...props} label="step.set_priority" />,
  set_disposition: ResultField,
  open_case: CaseFields,
  make_task: TaskFields,
  tie_article: ArticleField,
  snooze: (props) => <NumberField {...props} label="macros.minutes" />,
  pend: () => null,
  transfer: QueueField,
  close: ResultField,
};

export function MacroStepFields(props: Props) {
  const Fields = FIELDS[props.action.step];
  return <Fields key={props.action.step} {...props} />;
}

interface Choice {
  value: string;
  label: string;
}

function Choose({
  label,
  empty,
  data,
  value,
  onChange,
}: {
  label: Key;
  empty?: Key;
  data: Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useLanguage();
  return (
    <NativeSelect
      aria-label={t(label)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: "", label: t(empty ?? "macros.choose") }, ...data]}
    />
  );
}

function ReplyField({ action, onChange }: Props) {
  const { items } = useList<Canned>("/canned-replies");
  return (
    <Choose
      label="step.reply"
      data={items.map((each) => ({ value: each.id, label: `/${each.shortcut} · ${each.name}` }))}
      value={action.ref_id}
      onChange={(ref_id) => onChange({ ref_id })}
    />
  );
}

function TextField({ action, onChange, label }: Props & { label: Key }) {
  const { t } = useLanguage();
  return (
    <Textarea
      aria-label={t(label)}
      autosize
      minRows={1}
      value={action.text}
      onChange={(event) => onChange({ text: event.currentTarget.value })}
    />
  );
}

function TagField({ action, onChange }: Props) {
  const { t } = useLanguage();
  return (
    <TextInput
      aria-label={t("step.add_tag")}
      value={action.value}
      onChange={(event) => onChange({ value: event.currentTarget.value })}
    />
  );
}

function NumberField({ action, onChange, label }: Props & { label: Key }) {
  const { t, locale } = useLanguage();
  const isMinutes = action.step !== "set_priority";
  const words = isMinutes && action.number !== null ? duration(action.number * 60, locale) : "";
  return (
    <NumberInput
      aria-label={t(label)}
      placeholder={t(label)}
      allowDecimal={false}
      hideControls
      suffix={isMinutes ? " min" : ""}
      rightSectionWidth={words ? 104 : undefined}
      rightSection={words && <span className="seconds-words">{words}</span>}
      value={action.number ?? ""}
      onChange={(number) => onChange({ number: number === "" ? null : Number(number) })}
    />
  );
}

function ResultField({ action, onChange }: Props) {
  const codes = useDesk((desk) => desk.dispositions);
  return (
    <Choose
      label="step.set_disposition"
      {...(action.step === "close" ? { empty: "macros.withoutResult" as const } : {})}
      data={codes.map((each) => ({ value: each.code, label: each.label }))}
      value={action.value}
      onChange={(value) => onChange({ value })}
    />
  );
}

interface CaseKind {
  id: string;
  name_en: string;
  name_zh: string;
}

function CaseFields({ action, onChange }: Props) {
  const { locale } = useLanguage();
  const { data } = useQuery({
    queryKey: ["case kinds"],
    queryFn: ({ signal }) => get<Page<CaseKind>>("/case-kinds", signal),
  });
  const name = (kind: CaseKind) => (locale === "zh-CN" && kind.name_zh) || kind.name_en;
  return (
    <>
      <Choose
        label="step.open_case"
        data={(data?.items ?? []).map((each) => ({ value: each.id, label: name(each) }))}
        value={action.value}
        onChange={(value) => onChange({ value })}
      />
      <TextField action={action} onChange={onChange} label="article.title" />
    </>
  );
}

function TaskFields(props: Props) {
  return (
    <>
      <TextField {...props} label="article.title" />
      <NumberField {...props} label="macros.dueMinutes" />
    </>
  );
}

function ArticleField({ action, onChange }: Props) {
  const { t } = useLanguage();
  const { data } = useArticles({ state: "published" });
  const articles = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Select
      aria-label={t("step.tie_article")}
      searchable
      placeholder={t("macros.choose")}
      nothingFoundMessage={t("common.nothingFound")}
      data={articles.map((each) => ({ value: each.id, label: each.title }))}
      value={action.ref_id || null}
      onChange={(ref_id) => onChange({ ref_id: ref_id ?? "" })}
    />
  );
}

function QueueField({ action, onChange }: Props) {
  const { t } = useLanguage();
  const queues = useQueues();
  return (
    <>
      <Choose
        label="step.transfer"
        data={queues.map((each) => ({ value: each.id, label: each.name }))}
        value={action.ref_id}
        onChange={(ref_id) => onChange({ ref_id })}
      />
      <TextInput
        aria-label={t("transfer.note")}
        placeholder={t("transfer.note")}
        value={action.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
    </>
  );
}
