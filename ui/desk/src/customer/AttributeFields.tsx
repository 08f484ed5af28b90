/** A customer's attributes, each asked for in its own way; what nobody defined is kept, and shown as such. */
import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { CustomerField } from "../api/records.ts";
import type { Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";

const SEVERAL = ";";

export type Attributes = Record<string, string>;

export function useCustomerFields(): CustomerField[] {
  const { data } = useQuery({
    queryKey: ["admin", "/customer-fields"],
    queryFn: ({ signal }) => get<Page<CustomerField>>("/customer-fields", signal),
    staleTime: 60_000,
  });
  return data?.items ?? [];
}

export function fieldName(field: CustomerField, locale: string): string {
  return (locale.startsWith("zh") ? field.label_zh : field.label_en) || field.key;
}

export function AttributeFields({
  values,
  onChange,
}: {
  values: Attributes;
  onChange: (values: Attributes) => void;
}) {
  const { t } = useLanguage();
  const fields = useCustomerFields().filter((field) => field.active);
  const known = new Set(fields.map((field) => field.key));
  const set = (key: string, value: string) => onChange({ ...values, [key]: value });
  return (
    <>
      {fields.map((field) => (
        <OneField
          key={field.key}
          field={field}
          value={values[field.key] ?? ""}
          onChange={(value) => set(field.key, value)}
        />
      ))}
      {Object.keys(values)
        .filter((key) => !known.has(key))
        .map((key) => (
          <TextInput
            key={key}
            label={key}
            description={t("fields.undefined")}
            value={values[key]}
            onChange={(event) => set(key, event.currentTarget.value)}
          />
        ))}
    </>
  );
}

function OneField({
  field,
  value,
  onChange,
}: {
  field: CustomerField;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t, locale } = useLanguage();
  const shared = { label: fieldName(field, locale), required: field.required };
  switch (field.type) {
    case "number":
      return (
        <NumberInput {...shared} value={value} onChange={(number) => onChange(String(number))} hideControls />
      );
    case "date":
      return (
        <TextInput
          {...shared}
          type="date"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "boolean":
      return (
        <Select
          {...shared}
          data={[
            { value: "true", label: t("customer.yes") },
            { value: "false", label: t("customer.no") },
          ]}
          value={value || null}
          onChange={(chosen) => onChange(chosen ?? "")}
          clearable={!field.required}
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={field.choices}
          value={value || null}
          onChange={(chosen) => onChange(chosen ?? "")}
          clearable={!field.required}
        />
      );
    case "choices":
      return (
        <MultiSelect
          {...shared}
          data={field.choices}
          value={value ? value.split(SEVERAL) : []}
          onChange={(chosen) => onChange(chosen.join(SEVERAL))}
        />
      );
    default:
      return (
        <TextInput {...shared} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      );
  }
}
