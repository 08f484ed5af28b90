/** What happened to a case: who, what, when; and a line to note something down. */
import { ActionIcon, Group, Text, Textarea } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBell,
  IconCheck,
  IconCirclePlus,
  IconLink,
  IconMessage,
  IconNote,
  IconPencil,
  IconSend,
  IconTool,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";
import { useState } from "react";
import { query } from "../api/client.ts";
import type { Case, CaseEntry, CaseKind, Department, EntryKind } from "../api/service.ts";
import type { Agent } from "../api/types.ts";
import { known, useLanguage, type Locale, type Translate } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { serviceKeys, useCaseKinds, useDepartments } from "../live/service.ts";
import { usePages } from "../live/usePages.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { More } from "../parts/Pages.tsx";
import { useNow } from "../parts/useNow.ts";
import { fullTime, shortDay } from "../text/times.ts";
import { useCaseDeeds } from "./Deeds.tsx";
import { departmentName, kindName } from "./words.ts";

const ICONS: Record<EntryKind, Icon> = {
  opened: IconCirclePlus,
  changed: IconPencil,
  note: IconNote,
  tied: IconLink,
  untied: IconLink,
  replied: IconSend,
  contacted: IconMessage,
  warned: IconBell,
  breached: IconAlertTriangle,
  reviewed: IconUsersGroup,
  resolved: IconCheck,
  reported: IconMessage,
  closed: IconCheck,
  reopened: IconArrowBackUp,
  after_sales: IconTool,
};

export function CaseHistory({ one }: { one: Case }) {
  const { t } = useLanguage();
  const list = usePages<CaseEntry>(
    serviceKeys.caseHistory(one.id),
    (after) => `/cases/${one.id}/history${query({ after, limit: 50 })}`,
    { staleTime: 10_000 },
  );
  return (
    <section className="case-part" aria-label={t("case.history")}>
      <h2 className="section-title">{t("case.history")}</h2>
      <NoteLine one={one} />
      {list.isPending && <Rows count={4} height={28} />}
      <ol className="case-history">
        {list.items.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ol>
      <More list={list} />
    </section>
  );
}

function NoteLine({ one }: { one: Case }) {
  const { t } = useLanguage();
  const { act } = useCaseDeeds(one);
  const [text, setText] = useState("");
  const add = async () => {
    const written = text.trim();
    if (!written) return;
    setText("");
    if (!(await act("notes", { text: written }))) setText(written);
  };
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Textarea
        flex={1}
        autosize
        maxRows={8}
        aria-label={t("case.note")}
        placeholder={`${t("case.note")} · ${t("case.noteHint")}`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void add();
        }}
      />
      <ActionIcon
        variant="light"
        color="indigo"
        size={30}
        aria-label={t("case.note")}
        disabled={!text.trim()}
        onClick={() => void add()}
      >
        <IconSend size={15} />
      </ActionIcon>
    </Group>
  );
}

function Line({ entry }: { entry: CaseEntry }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  const agents = useAgents();
  const kinds = useCaseKinds();
  const departments = useDepartments();
  const Shape = ICONS[entry.kind];
  const by = entry.by_name || agentName(agents, entry.by) || t("case.by.system");
  return (
    <li className={`case-line case-line-${entry.kind}`}>
      <Shape size={15} aria-hidden />
      <div>
        <Text span size="sm">
          <b>{by}</b> {said(entry, t, locale, { agents, kinds, departments })}
        </Text>
        {entry.text && (
          <Text size="sm" className="pre case-line-text">
            {entry.text}
          </Text>
        )}
      </div>
      <time className="time" dateTime={entry.at} title={fullTime(entry.at, locale)}>
        {shortDay(entry.at, now, locale)}
      </time>
    </li>
  );
}

interface Names {
  agents: Agent[];
  kinds: CaseKind[];
  departments: Department[];
}

function said(entry: CaseEntry, t: Translate, locale: Locale, names: Names): string {
  switch (entry.kind) {
    case "changed":
      return t("case.entry.changed", {
        field: known(t, "case", FIELD_KEYS[entry.field] ?? entry.field),
        before: meant(entry.field, entry.before, t, locale, names) || "–",
        after: meant(entry.field, entry.after, t, locale, names) || "–",
      });
    case "warned":
    case "breached":
      return t(`case.entry.${entry.kind}`, { promise: known(t, "sla", entry.field) });
    case "after_sales":
      return t("case.entry.after_sales", { step: known(t, "visit", entry.after) });
    default:
      return t(`case.entry.${entry.kind}`);
  }
}

/** Fields whose texts have other keys than their names on the wire. */
const FIELD_KEYS: Record<string, string> = {
  owner_agent_id: "owner",
  department_ids: "departments",
  customer_id: "customer",
};

function meant(field: string, value: string, t: Translate, locale: Locale, names: Names): string {
  if (field === "state") return known(t, "case.state", value);
  if (field === "kind") return kindName(names.kinds, value, locale);
  if (field === "owner_agent_id") return agentName(names.agents, value) || value;
  if (field === "department_ids")
    return value
      .split(", ")
      .map((id) => names.departments.find((each) => each.id === id))
      .map((each) => (each ? departmentName(each, locale) : ""))
      .filter(Boolean)
      .join(", ");
  if (field === "description") return value ? "…" : "";
  return value;
}

const agentName = (agents: Agent[], id: string): string =>
  agents.find((each) => each.id === id.replace(/^agent:/, ""))?.name ?? "";
