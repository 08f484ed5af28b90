/** How many agents a load needs: the question at the top, the answer big, what one more or fewer buys below. */
import { NumberInput, Table } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCalculator } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, Problem, query } from "../api/client.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { Empty } from "../parts/Empty.tsx";
import "../styles/staffing.css";
import { StaffingChart } from "./StaffingChart.tsx";
import {
  percent,
  questionOf,
  seconds,
  USUAL,
  type StaffingAnswer,
  type StaffingForm,
  type StaffingOption,
} from "./staffing.ts";

const TYPING_MS = 250;

export default function StaffingPage() {
  const { t } = useLanguage();
  const [form, setForm] = useState<StaffingForm>(USUAL);
  const [settled] = useDebouncedValue(form, TYPING_MS);
  const question = questionOf(settled);
  const { data, error } = useQuery({
    queryKey: ["staffing", question],
    queryFn: ({ signal }) => get<StaffingAnswer>(`/reports/staffing${query(question ?? {})}`, signal),
    enabled: question !== null,
    placeholderData: keepPreviousData,
    retry: (count, problem) => count < 3 && problem instanceof Problem && problem.isPassing,
  });
  return (
    <div className="plain-page staffing">
      <header className="page-head">
        <h1>{t("nav.staffing")}</h1>
      </header>
      <Question form={form} onChange={setForm} error={error instanceof Problem ? error : null} />
      {data && !error ? (
        <Answer key={`${data.needed}/${data.options.length}`} answer={data} />
      ) : (
        error && <Empty icon={IconCalculator} title={t("staffing.noAnswer")} hint={error.message} />
      )}
    </div>
  );
}

interface Field {
  name: keyof StaffingForm;
  label: Key;
  unit: string;
  least: number;
  most: number;
  /** The hub's name for it, to put the hub's objection beside the field. */
  parameter: string;
}

const FIELDS: Field[] = [
  { name: "calls", label: "staffing.calls", unit: "", least: 1, most: 100_000, parameter: "calls_per_hour" },
  { name: "aht", label: "staffing.aht", unit: " s", least: 1, most: 36_000, parameter: "aht_s" },
  {
    name: "promise",
    label: "staffing.promise",
    unit: " %",
    least: 1,
    most: 99.9,
    parameter: "service_level",
  },
  { name: "within", label: "staffing.within", unit: " s", least: 0, most: 86_400, parameter: "within_s" },
  { name: "patience", label: "staffing.patience", unit: " s", least: 1, most: 3600, parameter: "patience_s" },
];

function Question({
  form,
  onChange,
  error,
}: {
  form: StaffingForm;
  onChange: (form: StaffingForm) => void;
  error: Problem | null;
}) {
  const { t } = useLanguage();
  return (
    <form className="staffing-question" onSubmit={(event) => event.preventDefault()}>
      {FIELDS.map(({ name, label, unit, least, most, parameter }) => (
        <NumberInput
          key={name}
          label={t(label)}
          value={form[name]}
          suffix={unit}
          min={least}
          max={most}
          thousandSeparator={name === "calls" ? " " : ""}
          placeholder={name === "patience" ? t("staffing.forEver") : ""}
          required={name !== "patience"}
          withAsterisk={false}
          error={error?.errors.find((each) => each.field === parameter)?.message}
          onChange={(value) => onChange({ ...form, [name]: value === "" ? "" : Number(value) })}
        />
      ))}
    </form>
  );
}

function Answer({ answer }: { answer: StaffingAnswer }) {
  const { t, locale } = useLanguage();
  const [chosen, setChosen] = useState(answer.needed);
  const option = answer.options.find((each) => each.agents === chosen);
  return (
    <div className="staffing-columns">
      <section className="staffing-card" aria-label={t("staffing.answer")}>
        <p className="staffing-needed">
          <b>{answer.needed}</b>
          <span>
            {t("staffing.needed", {
              promise: percent(answer.service_level, locale),
              within: seconds(answer.within_s, locale),
            })}
          </span>
        </p>
        <p className="dim">
          {t(answer.model === "erlang_c" ? "staffing.erlangC" : "staffing.erlangA", {
            erlangs: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(answer.erlangs),
          })}
        </p>
        {option && <Figures option={option} />}
      </section>
      <section className="staffing-card">
        <StaffingChart answer={answer} chosen={chosen} onChoose={setChosen} />
      </section>
      <section className="staffing-wide">
        <Options answer={answer} chosen={chosen} onChoose={setChosen} />
      </section>
    </div>
  );
}

function Figures({ option }: { option: StaffingOption }) {
  const { t, locale } = useLanguage();
  const figures: [Key, string][] = [
    ["staffing.level", percent(option.service_level, locale)],
    ["staffing.asa", seconds(option.asa_s, locale)],
    ["staffing.mustWait", percent(option.p_wait, locale)],
    ["staffing.hangUp", percent(option.p_abandon, locale)],
    ["staffing.occupancy", percent(option.occupancy, locale)],
    ["staffing.inLine", number(option.waiting, locale)],
  ];
  return (
    <>
      <h2 className="section-title" aria-live="polite">
        {t("staffing.with", { agents: option.agents })}
      </h2>
      {!option.stable && (
        <p className="staffing-overload">{t("staffing.overloaded", { agents: option.agents })}</p>
      )}
      <dl className="staffing-figures">
        {figures.map(([name, value]) => (
          <div className="figure" key={name}>
            <dd>
              <b>{value}</b>
            </dd>
            <dt>
              <small>{t(name)}</small>
            </dt>
          </div>
        ))}
      </dl>
    </>
  );
}

function Options({
  answer,
  chosen,
  onChoose,
}: {
  answer: StaffingAnswer;
  chosen: number;
  onChoose: (agents: number) => void;
}) {
  const { t, locale } = useLanguage();
  const heads: Key[] = [
    "staffing.level",
    "staffing.asa",
    "staffing.mustWait",
    "staffing.hangUp",
    "staffing.occupancy",
    "staffing.inLine",
  ];
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("staffing.table")}>
      <Table className="rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("staffing.agents")}</Table.Th>
            {heads.map((head) => (
              <Table.Th key={head} ta="right">
                {t(head)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answer.options.map((each) => (
            <Table.Tr
              key={each.agents}
              className={`clickable${each.stable ? "" : " quiet"}${each.agents === chosen ? " staffing-here" : ""}`}
              onClick={() => onChoose(each.agents)}
            >
              <Table.Th scope="row">
                {each.agents}
                {each.agents === answer.needed && (
                  <span className="staffing-mark"> {t("staffing.least")}</span>
                )}
              </Table.Th>
              {each.stable ? (
                <>
                  <Table.Td ta="right">{percent(each.service_level, locale)}</Table.Td>
                  <Table.Td ta="right">{seconds(each.asa_s, locale)}</Table.Td>
                  <Table.Td ta="right">{percent(each.p_wait, locale)}</Table.Td>
                  <Table.Td ta="right">{percent(each.p_abandon, locale)}</Table.Td>
                  <Table.Td ta="right">{percent(each.occupancy, locale)}</Table.Td>
                  <Table.Td ta="right">{number(each.waiting, locale)}</Table.Td>
                </>
              ) : (
                <Table.Td colSpan={heads.length} ta="right">
                  {t("staffing.noEnd")}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const number = (value: number | null, locale: string): string =>
  value === null ? "–" : new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
