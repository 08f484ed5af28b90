/** Where a person belongs, and who belongs to an organisation. */
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { get, query } from "../api/client.ts";
import type { Customer, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useCustomer } from "../live/queries.ts";

const MOST = 50;

export function OrganisationLink({ id }: { id: string }) {
  const { data: organisation } = useCustomer(id);
  return (
    <Anchor component={Link} href={`/customers/${id}`} size="sm">
      {organisation?.name ?? "…"}
    </Anchor>
  );
}

export function People({ organisation }: { organisation: Customer }) {
  const { t } = useLanguage();
  const { data } = useQuery({
    queryKey: ["customers", "of", organisation.id],
    queryFn: ({ signal }) =>
      get<Page<Customer>>(`/customers${query({ organisation_id: organisation.id, limit: MOST })}`, signal),
    enabled: organisation.kind === "organisation",
  });
  const people = data?.items ?? [];
  if (people.length === 0) return null;
  return (
    <div className="card-part">
      <h2 className="section-title">{t("customer.people")}</h2>
      <ul className="plain-list">
        {people.map((each) => (
          <Text key={each.id} size="sm" component="li">
            <Anchor component={Link} href={`/customers/${each.id}`} size="sm">
              {each.name || t("customer.unnamed")}
            </Anchor>
          </Text>
        ))}
      </ul>
    </div>
  );
}
