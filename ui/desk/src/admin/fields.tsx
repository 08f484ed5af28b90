/** Fields that several forms share: seconds with their meaning, needs, choices by name, sections that fold. */
import { Accordion, NumberInput, Select, Text, type NumberInputProps } from "@mantine/core";
import type { ReactNode } from "react";
import type { Kind } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { duration } from "../text/durations.ts";

export const KINDS: Kind[] = ["phone", "webchat", "sms", "email", "webhook", "manual"];
/** Those that customers use to reach us. */
export const CUSTOMER_KINDS: Kind[] = ["phone", "webchat", "sms", "email"];

interface SecondsProps extends Omit<NumberInputProps, "value" | "onChange"> {
  value: number | null;
  onChange: (seconds: number) => void;
}

/** Seconds, with what they come to in words once they are many. */
export function Seconds({ value, onChange, description, ...others }: SecondsProps) {
  const { locale } = useLanguage();
  const words = value !== null && value >= 90 ? duration(value, locale) : null;
  return (
    <NumberInput
      suffix=" s"
      min={0}
      allowDecimal={false}
      value={value ?? ""}
      onChange={(seconds) => onChange(Number(seconds) || 0)}
      description={description}
      inputWrapperOrder={["label", "description", "input", "error"]}
      rightSectionWidth={words ? 104 : undefined}
      rightSection={words ? <span className="seconds-words">{words}</span> : undefined}
      hideControls
      {...others}
    />
  );
}

/** Seconds that may be left open: empty means no limit. */
export function OptionalSeconds({
  value,
  onChange,
  ...others
}: Omit<SecondsProps, "onChange"> & { onChange: (seconds: number | null) => void }) {
  const { t } = useLanguage();
  return (
    <Seconds
      {...others}
      value={value}
      placeholder={t("field.noLimit")}
      onChange={(seconds) => onChange(seconds === 0 ? null : seconds)}
    />
  );
}

export interface Named {
  id: string;
  name: string;
}

/** One of several things, or none. */
export function ChooseOne({
  label,
  description,
  none,
  items,
  value,
  onChange,
}: {
  label: string;
  description?: string;
  none: string;
  items: Named[];
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const { t } = useLanguage();
  return (
    <Select
      label={label}
      description={description}
      placeholder={none}
      clearable
      searchable={items.length > 8}
      nothingFoundMessage={t("common.nothingFound")}
      data={items.map((each) => ({ value: each.id, label: each.name }))}
      value={value}
      onChange={onChange}
    />
  );
}

/** A part of a long form: its name, and what it now says, readable without opening it. */
export function Section({
  name,
  title,
  summary,
  mark,
  children,
}: {
  name: string;
  title: string;
  summary: string;
  mark?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Accordion.Item value={name}>
      <Accordion.Control>
        <span className="fold-title">
          {title} {mark}
        </span>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {summary}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}
