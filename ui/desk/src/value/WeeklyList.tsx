/** Whom to call this week, with the result in one click; supervisors see everybody's lists. */
import { Badge, Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconPhone, IconPhoneCall } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { post } from "../api/client.ts";
import { CALL_RESULTS, type CallResult, type WeeklyCall } from "../api/value.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useAgents, useMe } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { moneyText } from "../text/money.ts";
import { readableAddress } from "../text/times.ts";
import { dayText } from "./days.ts";
import { useAct, useWeekly } from "./queries.ts";

export function WeeklyList() {
  const { t, locale } = useLanguage();
  const me = useMe();
  const agents = useAgents();
  const [agentId, setAgentId] = useState(me.agent_id);
  const { data, isError, refetch } = useWeekly(agentId);
  const isSupervisor = me.roles.includes("supervisor") || me.roles.includes("admin");
  if (isError)
    return (
      <Empty icon={IconPhone} title={t("problem.title")}>
        <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
      </Empty>
    );
  if (!data) return <Rows count={6} height={48} />;
  const weeks = [...new Set(data.items.map((each) => each.week))];
  return (
    <>
      {isSupervisor && (
        <Select
          mb="sm"
          maw={260}
          aria-label={t("weekly.agent")}
          placeholder={t("weekly.everybody")}
          clearable
          data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
          value={agentId}
          onChange={setAgentId}
        />
      )}
      {weeks.length === 0 && <Empty icon={IconPhone} title={t("weekly.none")} hint={t("weekly.hint")} />}
      {weeks.map((week) => (
        <section key={week} aria-label={t("weekly.of", { day: dayText(`${week}T12:00:00`, locale) })}>
          <h2 className="section-title">{t("weekly.of", { day: dayText(`${week}T12:00:00`, locale) })}</h2>
          <ol className="weekly-calls">
            {data.items
              .filter((each) => each.week === week)
              .map((call) => (
                <CallLine key={call.id} call={call} currency={data.currency} isNamed={agentId === null} />
              ))}
          </ol>
        </section>
      ))}
    </>
  );
}

const COLOURS: Record<string, string> = { reached: "green", bought: "green", refused: "red" };

function CallLine({ call, currency, isNamed }: { call: WeeklyCall; currency: string; isNamed: boolean }) {
  const { t, locale } = useLanguage();
  const agents = useAgents();
  const agent = agents.find((each) => each.id === call.agent_id);
  const details = [
    readableAddress(call.phone),
    t("weekly.worth", { amount: moneyText(call.past_value, currency, locale) }),
    isNamed ? agent?.name : "",
    call.note,
  ];
  return (
    <li className="weekly-call">
      <span className="place">{call.place}</span>
      <span>
        <Link className="row-link" href={`/customers/${call.customer_id}`}>
          {call.customer_name || t("customer.unnamed")}
        </Link>
        <Text size="xs" c="dimmed">
          {details.filter(Boolean).join(" · ")}
        </Text>
      </span>
      {call.state === "open" ? (
        <Report call={call} />
      ) : (
        <Badge color={COLOURS[call.result] ?? "gray"}>
          {call.result ? known(t, "callResult", call.result) : t(`weekly.${call.state}`)}
        </Badge>
      )}
    </li>
  );
}

function Report({ call }: { call: WeeklyCall }) {
  const { t } = useLanguage();
  const me = useMe();
  const { act, busy } = useAct();
  const [isOpen, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const mayReport =
    call.agent_id === me.agent_id || me.roles.includes("supervisor") || me.roles.includes("admin");
  if (!mayReport) return <Badge color="gray">{t("weekly.open")}</Badge>;
  if (!isOpen) {
    return (
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPhoneCall size={14} />}
        aria-label={`${t("weekly.report")}: ${call.customer_name}`}
        onClick={() => setOpen(true)}
      >
        {t("weekly.report")}
      </Button>
    );
  }
  const report = (result: CallResult) =>
    act(() => post(`/weekly-calls/${call.id}/result`, { result, note: note.trim() }));
  return (
    <Group gap={6} role="group" aria-label={t("weekly.report")}>
      <TextInput
        size="xs"
        w={160}
        aria-label={t("weekly.note")}
        placeholder={t("weekly.note")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-autofocus
      />
      {CALL_RESULTS.map((result) => (
        <Button
          key={result}
          size="compact-xs"
          variant="light"
          color={COLOURS[result] ?? "gray"}
          loading={busy}
          onClick={() => void report(result)}
        >
          {t(`callResult.${result}`)}
        </Button>
      ))}
    </Group>
  );
}
