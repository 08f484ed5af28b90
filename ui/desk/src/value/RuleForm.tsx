/** Edits one rule: a new version, from the version that was read. */
import { ActionIcon, Button, Group, NumberInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patch } from "../api/client.ts";
import type { Ratio, Rule, RuleFields, RuleValue, Tier } from "../api/value.ts";
import { AdminForm } from "../admin/parts.tsx";
import { useSave } from "../admin/useList.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { minorDigits, toMajor, toMinor } from "../text/money.ts";
import { pairsOf, valuesOf } from "./classes.ts";
import { isMoney, kindOf, MATRIX_CLASSES, mayBeEmpty, NEW_RATIO, NEW_TIER } from "./ruleKinds.ts";

export function RuleForm({ rule, currency, onClose }: { rule: Rule; currency: string; onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [fields, setFields] = useState<RuleFields>(rule.rule);
  const { save, busy, error } = useSave(async () => {
    await client.invalidateQueries({ queryKey: ["value"] });
    onClose();
  });
  return (
    <AdminForm
      title={t(`scheme.${rule.name}`)}
      error={error}
      busy={busy}
      canSave
      onSave={() => void save(() => patch(`/classifications/${rule.name}`, fields, rule.version))}
      onClose={onClose}
    >
      {Object.entries(fields).map(([name, value]) => (
        <Field
          key={name}
          name={name}
          value={value}
          currency={currency}
          onChange={(changed) => setFields((old) => ({ ...old, [name]: changed }))}
        />
      ))}
    </AdminForm>
  );
}

interface FieldOf<T> {
  name: string;
  value: T;
  currency: string;
  onChange: (value: RuleValue) => void;
}

function Field(field: FieldOf<RuleValue>) {
  const { t } = useLanguage();
  const { name, value, onChange } = field;
  const label = known(t, "rule", name);
  switch (kindOf(name, value)) {
    case "switch":
      return (
        <Switch
          label={label}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "scoring":
      return (
        <Select
          label={label}
          data={["quintiles", "borders"].map((each) => ({ value: each, label: known(t, "scoring", each) }))}
          value={value as string}
          onChange={(chosen) => onChange(chosen ?? value)}
          allowDeselect={false}
        />
      );
    case "cells":
      return <CellsField {...field} value={value as string[][]} />;
    case "tiers":
      return <TiersField {...field} value={value as Tier[]} />;
    case "ratios":
      return <RatiosField {...field} value={value as Ratio[]} />;
    case "numbers":
      return <NumbersField {...field} value={value as number[]} />;
    case "pairs":
      return (
        <TagsInput
          label={label}
          placeholder={name === "rates" ? "EUR=1.08" : "Shanghai=Asia/Shanghai"}
          value={pairsOf(value as Record<string, number | string>)}
          onChange={(pairs) => onChange(valuesOf(pairs, name === "rates"))}
        />
      );
    case "text":
      return (
        <TextInput
          label={label}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return <AmountField {...field} value={value as number | null} label={label} />;
  }
}

function AmountField({ name, value, currency, label, onChange }: FieldOf<number | null> & { label: string }) {
  const { t } = useLanguage();
  const isAmount = isMoney(name);
  return (
    <NumberInput
      label={label}
      aria-label={label}
      min={0}
      decimalScale={isAmount ? minorDigits(currency) : 4}
      placeholder={mayBeEmpty(name) ? t(name === "years" ? "value.endless" : "value.notSet") : ""}
      value={value === null ? "" : isAmount ? toMajor(value, currency) : value}
      onChange={(typed) => {
        if (typed === "") onChange(mayBeEmpty(name) ? null : 0);
        else onChange(isAmount ? toMinor(Number(typed), currency) : Number(typed));
      }}
    />
  );
}

function NumbersField({ name, value, currency, onChange }: FieldOf<number[]>) {
  const { t } = useLanguage();
  const label = known(t, "rule", name);
  return (
    <fieldset className="step">
      <legend>{label}</legend>
      <Group grow wrap="nowrap">
        {value.map((each, index) => (
          <AmountField
            // The borders have no names but their places.
            key={`${name}${String(index)}`}
            name={name}
            value={each}
            currency={currency}
            label={`${index + 1}`}
            onChange={(changed) => onChange(value.with(index, Number(changed)))}
          />
        ))}
      </Group>
    </fieldset>
  );
}

const CYCLES = ["short", "middle", "long"] as const;
const AMOUNTS = ["low", "middle", "high"] as const;

function CellsField({ value, onChange }: FieldOf<string[][]>) {
  const { t } = useLanguage();
  return (
    <fieldset className="step">
      <legend>{t("value.cycleByAmount")}</legend>
      {CYCLES.map((cycle, row) => (
        <div key={cycle} className="value-cells">
          {AMOUNTS.map((amount, column) => (
            <Select
              key={amount}
              label={`${t(`fact.value.${cycle}`)} × ${t(`fact.value.${amount}`)}`}
              data={MATRIX_CLASSES.map((each) => ({ value: each, label: known(t, "class", each) }))}
              value={value[row]?.[column] ?? null}
              onChange={(chosen) =>
                onChange(value.with(row, (value[row] ?? []).with(column, chosen ?? MATRIX_CLASSES[0] ?? "")))
              }
              allowDeselect={false}
            />
          ))}
        </div>
      ))}
    </fieldset>
  );
}

function TiersField({ value, onChange }: FieldOf<Tier[]>) {
  const { t } = useLanguage();
  const set = (index: number, change: Partial<Tier>) => {
    const tier = value[index];
    if (tier) onChange(value.with(index, { ...tier, ...change }));
  };
  return (
    <fieldset className="step">
      <legend>{t("rule.tiers")}</legend>
      {value.map((tier, index) => (
        <Group key={`tier${String(index)}`} align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t("users.name")}
            value={tier.name}
            onChange={(event) => set(index, { name: event.currentTarget.value })}
          />
          <NumberInput
            w={90}
            min={0}
            label={t("rule.years")}
            value={tier.years}
            onChange={(years) => set(index, { years: Number(years) })}
          />
          <Switch
            label={t("value.afterwards")}
            checked={tier.after}
            onChange={(event) => set(index, { after: event.currentTarget.checked })}
          />
          <Remove label={tier.name} onRemove={() => onChange(value.toSpliced(index, 1))} />
        </Group>
      ))}
      <Button variant="default" size="xs" onClick={() => onChange([...value, NEW_TIER])}>
        {t("value.addTier")}
      </Button>
    </fieldset>
  );
}

function RatiosField({ value, onChange }: FieldOf<Ratio[]>) {
  const { t } = useLanguage();
  const set = (index: number, change: Partial<Ratio>) => {
    const ratio = value[index];
    if (ratio) onChange(value.with(index, { ...ratio, ...change }));
  };
  return (
    <fieldset className="step">
      <legend>{t("rule.ratios")}</legend>
      {value.map((ratio, index) => (
        <Group key={`ratio${String(index)}`} align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t("value.attribute")}
            value={ratio.attribute}
            onChange={(event) => set(index, { attribute: event.currentTarget.value })}
          />
          <NumberInput
            w={84}
            label={t("value.weight")}
            value={ratio.weight}
            onChange={(weight) => set(index, { weight: Number(weight) })}
          />
          <NumberInput
            w={84}
            label={t("value.standard")}
            value={ratio.standard}
            onChange={(standard) => set(index, { standard: Number(standard) })}
          />
          <Remove label={ratio.attribute} onRemove={() => onChange(value.toSpliced(index, 1))} />
        </Group>
      ))}
      <Button variant="default" size="xs" onClick={() => onChange([...value, NEW_RATIO])}>
        {t("value.addRatio")}
      </Button>
    </fieldset>
  );
}

function Remove({ label, onRemove }: { label: string; onRemove: () => void }) {
  const { t } = useLanguage();
  return (
    <ActionIcon size="lg" aria-label={`${t("common.remove")}: ${label}`} onClick={onRemove}>
      <IconTrash size={15} />
    </ActionIcon>
  );
}
