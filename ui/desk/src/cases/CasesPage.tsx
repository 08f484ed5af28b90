/** All cases: whose, in which state, of which kind, at risk; one opens with its whole history. */
import { Badge, Button, Group, SegmentedControl, Select, Table, Text } from "@mantine/core";
import { IconBriefcase, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { query } from "../api/client.ts";
import type { Case } from "../api/service.ts";
import { useLanguage } from "../i18n/index.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useAgents, useMyAgent } from "../live/queries.ts";
import { useCaseKinds } from "../live/service.ts";
import { usePages } from "../live/usePages.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { Pages } from "../parts/Pages.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { useNow } from "../parts/useNow.ts";
import { fullTime, shortDay } from "../text/times.ts";
import { CaseView } from "./CaseView.tsx";
import { kindName, STATE_COLOURS } from "./words.ts";

const STATES = ["open", "new", "waiting_customer", "waiting_third_party", "resolved", "closed", ""] as const;

export default function CasesPage() {
  const { id } = useParams<{ id?: string }>();
  return id ? <CaseView key={id} id={id} /> : <AllCases />;
}

function AllCases() {
  const { t, locale } = useLanguage();
  const me = useMyAgent();
  const kinds = useCaseKinds();
  const { openCase } = useDialogs();
  const [owner, setOwner] = useState(me ? "me" : "");
  const [state, setState] = useState<string>("open");
  const [kind, setKind] = useState<string | null>(null);
  const [sla, setSla] = useState<string | null>(null);
  const filter = { owner: owner || null, state: state || null, kind, sla, limit: 50 };
  const list = usePages<Case>(["cases", "list", filter], (after) => `/cases${query({ ...filter, after })}`, {
    keepsOld: true,
  });
  useShortcuts({ o: () => openCase({}) });
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("cases.title")}</h1>
        <SegmentedControl
          aria-label={t("cases.filter.owner")}
          value={owner}
          onChange={setOwner}
          data={[
            ...(me ? [{ value: "me", label: t("cases.filter.mine") }] : []),
            { value: "", label: t("cases.filter.everybody") },
            { value: "nobody", label: t("cases.filter.nobody") },
          ]}
        />
        <Select
          className="page-filter"
          aria-label={t("cases.filter.state")}
          value={state}
          onChange={(chosen) => setState(chosen ?? "")}
          data={STATES.map((each) => ({
            value: each,
            label: t(
              each === "" ? "case.state.any" : each === "open" ? "case.state.anyOpen" : `case.state.${each}`,
            ),
          }))}
          allowDeselect={false}
        />
        <Select
          className="page-filter"
          aria-label={t("cases.filter.kind")}
          placeholder={t("cases.filter.allKinds")}
          clearable
          value={kind}
          onChange={setKind}
          data={kinds.map((each) => ({ value: each.id, label: kindName(kinds, each.id, locale) }))}
        />
        <Select
          className="page-filter"
          aria-label={t("case.promises")}
          placeholder={t("cases.filter.allPromises")}
          clearable
          value={sla}
          onChange={setSla}
          data={[
            { value: "at_risk", label: t("cases.filter.risk") },
            { value: "breached", label: t("cases.filter.breached") },
          ]}
        />
        <Button leftSection={<IconPlus size={15} />} onClick={() => openCase({})}>
          {t("cases.open")}
        </Button>
      </header>
      <Pages
        list={list}
        icon={IconBriefcase}
        empty={t("cases.empty")}
        hint={t("cases.emptyHint")}
        rowHeight={40}
      >
        {(cases) => <CaseTable cases={cases} />}
      </Pages>
    </div>
  );
}

function CaseTable({ cases }: { cases: Case[] }) {
  const { t, locale } = useLanguage();
  const [, navigate] = useLocation();
  const agents = useAgents();
  const kinds = useCaseKinds();
  const now = useNow(60_000);
  return (
    <div className="table-scroll cards">
      <Table highlightOnHover stickyHeader className="rows cases">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("case.subject")}</Table.Th>
            <Table.Th>{t("case.customer")}</Table.Th>
            <Table.Th>{t("case.kind")}</Table.Th>
            <Table.Th>{t("case.state")}</Table.Th>
            <Table.Th>{t("case.promises")}</Table.Th>
            <Table.Th>{t("case.owner")}</Table.Th>
            <Table.Th>{t("case.updated")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cases.map((each) => (
            <Table.Tr key={each.id} className="clickable" onClick={() => navigate(`/cases/${each.id}`)}>
              <Table.Td data-label="">
                <Group gap={8} wrap="nowrap" align="baseline">
                  <Text span size="xs" c="dimmed" className="case-number">
                    {each.number}
                  </Text>
                  <Link
                    className="row-link"
                    href={`/cases/${each.id}`}
                    onClick={(event) => event.stopPropagation()}
                  >
                    {each.subject}
                  </Link>
                </Group>
              </Table.Td>
              <Table.Td data-label={t("case.customer")}>{each.customer_name}</Table.Td>
              <Table.Td data-label={t("case.kind")}>{kindName(kinds, each.kind, locale)}</Table.Td>
              <Table.Td data-label={t("case.state")}>
                <Badge color={STATE_COLOURS[each.state]}>{t(`case.state.${each.state}`)}</Badge>
              </Table.Td>
              <Table.Td data-label={t("case.promises")}>
                <SlaMark sla={each.sla} isLong />
              </Table.Td>
              <Table.Td data-label={t("case.owner")}>
                {agents.find((agent) => agent.id === each.owner_agent_id)?.name ?? (
                  <span className="dim">{t("case.nobody")}</span>
                )}
              </Table.Td>
              <Table.Td data-label={t("case.updated")}>
                <time className="time" dateTime={each.updated_at} title={fullTime(each.updated_at, locale)}>
                  {shortDay(each.updated_at, now, locale)}
                </time>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
