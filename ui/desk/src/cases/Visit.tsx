/** The after-sales work of a case as steps: planned, dispatched, done, confirmed. */
import { Alert, Button, Group, Select, Stack, Stepper, Switch, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import type { AfterSales, Case, VisitStep } from "../api/service.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { inputTime, instant } from "../text/inputTime.ts";
import { fullTime } from "../text/times.ts";
import { useCaseDeeds } from "./Deeds.tsx";
import { isSettled } from "./words.ts";

const STEPS: VisitStep[] = ["planned", "dispatched", "recorded", "confirmed"];

export function Visit({ one }: { one: Case }) {
  const { t, locale } = useLanguage();
  const work = one.after_sales;
  const done = work ? STEPS.indexOf(work.step) + 1 : 0;
  const times: Record<VisitStep, string | null | undefined> = {
    planned: work?.planned_at,
    dispatched: work?.dispatched_at,
    recorded: work?.recorded_at,
    confirmed: work?.satisfied ? work.confirmed_at : null,
  };
  return (
    <section className="case-part" aria-label={t("visit.title")}>
      <h2 className="section-title">{t("visit.title")}</h2>
      <Stepper active={done} size="xs" iconSize={26} className="visit-steps">
        {STEPS.map((step) => {
          const at = times[step];
          return (
            <Stepper.Step
              key={step}
              label={t(`visit.${step}`)}
              description={at ? fullTime(at, locale) : ""}
            />
          );
        })}
      </Stepper>
      {work && <Facts work={work} />}
      {work?.satisfied === false && work.step === "planned" && (
        <Alert color="yellow" p="xs">
          {t("visit.unsatisfied")}
        </Alert>
      )}
      {!isSettled(one) && <NextStep key={`${one.version}`} one={one} work={work} />}
    </section>
  );
}

function Facts({ work }: { work: AfterSales }) {
  const { t, locale } = useLanguage();
  const agents = useAgents();
  const who = agents.find((each) => each.id === work.technician_agent_id)?.name ?? work.technician;
  const window = [work.starts_at, work.ends_at]
    .filter((each) => each !== null)
    .map((each) => fullTime(each, locale))
    .join(" – ");
  const facts: [Key, string][] = [
    ["visit.plan", work.plan],
    ["visit.address", work.address],
    ["visit.from", window],
    ["visit.technician", who],
    ["visit.recordWhat", work.record],
    ["visit.parts", work.parts],
    ["visit.confirmedBy", [work.confirmed_by, work.confirmed_how].filter(Boolean).join(" · ")],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, text]) => text)
        .map(([name, text]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd className="pre">{text}</dd>
          </div>
        ))}
    </dl>
  );
}

function NextStep({ one, work }: { one: Case; work: AfterSales | null }) {
  if (!work) return <Plan one={one} />;
  if (work.step === "planned") return <Dispatch one={one} work={work} />;
  if (work.step === "dispatched") return <Record one={one} />;
  if (work.step === "recorded") return <Confirm one={one} />;
  return null;
}

function Plan({ one }: { one: Case }) {
  const { t } = useLanguage();
  const { act } = useCaseDeeds(one);
  const [plan, setPlan] = useState("");
  const [address, setAddress] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  return (
    <Stack gap="xs">
      <Textarea
        label={t("visit.planWhat")}
        autosize
        minRows={2}
        value={plan}
        onChange={(event) => setPlan(event.currentTarget.value)}
      />
      <TextInput
        label={t("visit.address")}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Window from={from} until={until} setFrom={setFrom} setUntil={setUntil} />
      <Group justify="flex-end">
        <Button
          disabled={!plan.trim()}
          onClick={() =>
            void act("plan", { plan, address, starts_at: instant(from), ends_at: instant(until) })
          }
        >
          {t("visit.plan")}
        </Button>
      </Group>
    </Stack>
  );
}

function Window({
  from,
  until,
  setFrom,
  setUntil,
}: {
  from: string;
  until: string;
  setFrom: (text: string) => void;
  setUntil: (text: string) => void;
}) {
  const { t } = useLanguage();
  return (
    <Group grow>
      <TextInput
        type="datetime-local"
        label={t("visit.from")}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t("visit.until")}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </Group>
  );
}

function Dispatch({ one, work }: { one: Case; work: AfterSales }) {
  const { t } = useLanguage();
  const agents = useAgents();
  const { act } = useCaseDeeds(one);
  const [agent, setAgent] = useState<string | null>(work.technician_agent_id);
  const [technician, setTechnician] = useState(work.technician);
  const [from, setFrom] = useState(inputTime(work.starts_at));
  const [until, setUntil] = useState(inputTime(work.ends_at));
  const send = () =>
    act("dispatch", {
      technician_agent_id: agent,
      technician,
      starts_at: instant(from),
      ends_at: instant(until),
    });
  return (
    <Stack gap="xs">
      <Group grow align="flex-start">
        <Select
          label={t("visit.technicianAgent")}
          clearable
          searchable
          data={agents.map((each) => ({ value: each.id, label: each.name }))}
          value={agent}
          onChange={setAgent}
        />
        <TextInput
          label={t("visit.technician")}
          placeholder={t("visit.technicianHint")}
          value={technician}
          onChange={(event) => setTechnician(event.currentTarget.value)}
        />
      </Group>
      <Window from={from} until={until} setFrom={setFrom} setUntil={setUntil} />
      <Group justify="flex-end">
        <Button disabled={!agent && !technician.trim()} onClick={() => void send()}>
          {t("visit.dispatch")}
        </Button>
      </Group>
    </Stack>
  );
}

function Record({ one }: { one: Case }) {
  const { t } = useLanguage();
  const { act } = useCaseDeeds(one);
  const [text, setText] = useState("");
  const [parts, setParts] = useState("");
  return (
    <Stack gap="xs">
      <Textarea
        label={t("visit.recordWhat")}
        autosize
        minRows={2}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        label={t("visit.parts")}
        value={parts}
        onChange={(event) => setParts(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button disabled={!text.trim()} onClick={() => void act("record", { text, parts })}>
          {t("visit.record")}
        </Button>
      </Group>
    </Stack>
  );
}

function Confirm({ one }: { one: Case }) {
  const { t } = useLanguage();
  const { act } = useCaseDeeds(one);
  const [by, setBy] = useState(one.customer_name);
  const [how, setHow] = useState("");
  const [satisfied, setSatisfied] = useState(true);
  return (
    <Stack gap="xs">
      <Group grow align="flex-start">
        <TextInput
          label={t("visit.confirmedBy")}
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
        <TextInput
          label={t("visit.how")}
          value={how}
          onChange={(event) => setHow(event.currentTarget.value)}
        />
      </Group>
      <Switch
        label={t("visit.satisfied")}
        checked={satisfied}
        onChange={(event) => setSatisfied(event.currentTarget.checked)}
      />
      <Group justify="flex-end">
        <Button
          disabled={!by.trim()}
          onClick={() => void act("confirm", { confirmed_by: by, how, satisfied })}
        >
          {t("visit.confirm")}
        </Button>
      </Group>
    </Stack>
  );
}
