/** Finds a customer by name, number or address. */
import { ActionIcon, Group, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, query } from "../api/client.ts";
import type { Customer, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { readableAddress } from "../text/times.ts";
import { Face } from "./Face.tsx";

interface Props {
  value: Customer | null;
  onChange: (customer: Customer | null) => void;
  label: string;
  required?: boolean;
  /** Ids that cannot be chosen. */
  except?: string[];
}

export function CustomerPicker({ value, onChange, label, required = false, except = [] }: Props) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed, 150);
  const { data } = useQuery({
    queryKey: ["customers", "pick", wanted],
    queryFn: ({ signal }) => get<Page<Customer>>(`/customers${query({ q: wanted, limit: 20 })}`, signal),
    placeholderData: keepPreviousData,
  });
  if (value) {
    return (
      <div>
        <Text size="xs" fw={500} mb={2}>
          {label}
        </Text>
        <Group className="picked" gap="xs" wrap="nowrap">
          <Face name={value.name} id={value.id} size={26} />
          <Text size="sm" flex={1} truncate>
            {value.name}
          </Text>
          <ActionIcon aria-label={t("customer.pickOther")} onClick={() => onChange(null)}>
            <IconX size={14} />
          </ActionIcon>
        </Group>
      </div>
    );
  }
  const found = (data?.items ?? []).filter((each) => !except.includes(each.id));
  return (
    <Select
      label={label}
      required={required}
      placeholder={t("customer.pickHint")}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      data={found.map((each) => ({ value: each.id, label: describe(each) }))}
      nothingFoundMessage={t("common.nothingFound")}
      value={null}
      onChange={(id) => onChange(found.find((each) => each.id === id) ?? null)}
    />
  );
}

function describe(customer: Customer): string {
  const point = customer.contact_points.find((each) => each.kind === "phone" || each.kind === "email");
  return point ? `${customer.name} · ${readableAddress(point.value)}` : customer.name;
}
