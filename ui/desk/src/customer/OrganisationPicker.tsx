/** Chooses the organisation that a customer belongs to. */
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get, query } from "../api/client.ts";
import type { Customer, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useCustomer } from "../live/queries.ts";

interface Props {
  value: string | null;
  onChange: (id: string | null) => void;
}

export function OrganisationPicker({ value, onChange }: Props) {
  const { t } = useLanguage();
  const { data: chosen } = useCustomer(value ?? undefined);
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed, 150);
  const { data } = useQuery({
    queryKey: ["customers", "organisations", wanted],
    queryFn: ({ signal }) => get<Page<Customer>>(`/customers${query({ q: wanted, limit: 50 })}`, signal),
    placeholderData: keepPreviousData,
  });
  const found = (data?.items ?? []).filter((each) => each.kind === "organisation");
  const known = chosen && !found.some((each) => each.id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      label={t("customer.organisationOf")}
      placeholder={t("customer.pickHint")}
      searchable
      clearable
      onSearchChange={setTyped}
      filter={({ options }) => options}
      data={known.map((each) => ({ value: each.id, label: each.name || t("customer.unnamed") }))}
      nothingFoundMessage={t("common.nothingFound")}
      value={value}
      onChange={onChange}
    />
  );
}
