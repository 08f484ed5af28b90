/** All customers: find, create, and open one with its whole history. */
import { Badge, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconArrowLeft,
  IconDownload,
  IconMessagePlus,
  IconNotes,
  IconSearch,
  IconUserPlus,
  IconUserSearch,
} from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { query } from "../api/client.ts";
import type { Customer } from "../api/types.ts";
import { CustomerSummary } from "../customer/CustomerCard.tsx";
import { CustomerForm } from "../customer/CustomerForm.tsx";
import { EarlierContact } from "../desk/EarlierContact.tsx";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useCustomer, useMe, useTimeline } from "../live/queries.ts";
import { usePages } from "../live/usePages.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Face } from "../parts/Face.tsx";
import { More, Pages } from "../parts/Pages.tsx";
import { readableAddress } from "../text/times.ts";
import { Rows } from "./ShellSkeleton.tsx";

export default function CustomersPage() {
  const { id } = useParams<{ id?: string }>();
  return id && id !== "new" ? <OneCustomer id={id} /> : <AllCustomers isCreating={id === "new"} />;
}

function AllCustomers({ isCreating }: { isCreating: boolean }) {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed.trim(), 150);
  const list = usePages<Customer>(
    ["customers", "list", wanted],
    (after) => `/customers${query({ q: wanted, after, limit: 50 })}`,
    { keepsOld: true },
  );
  const maySave = useMe().roles.some((role) => role === "supervisor" || role === "admin");
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("nav.customers")}</h1>
        <TextInput
          className="page-search"
          aria-label={t("customers.find")}
          placeholder={t("customers.find")}
          leftSection={<IconSearch size={14} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {maySave && (
          <Button
            component="a"
            href="/api/v1/customers/export.csv"
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            {t("customers.export")}
          </Button>
        )}
        <Button leftSection={<IconUserPlus size={15} />} onClick={() => navigate("/customers/new")}>
          {t("customers.create")}
        </Button>
      </header>
      <Pages
        list={list}
        icon={IconUserSearch}
        empty={wanted ? t("customers.notFound", { text: wanted }) : t("customers.empty")}
        hint={t("customers.emptyHint")}
      >
        {(customers) => <CustomerTable customers={customers} />}
      </Pages>
      {isCreating && (
        <CustomerForm
          onClose={() => navigate("/customers")}
          onSaved={(customer) => setTimeout(() => navigate(`/customers/${customer.id}`))}
        />
      )}
    </div>
  );
}

function CustomerTable({ customers }: { customers: Customer[] }) {
  const { t, locale } = useLanguage();
  const [, navigate] = useLocation();
  const agents = useAgents();
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return (
    <div className="table-scroll">
      <Table highlightOnHover stickyHeader className="rows customers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("customer.name")}</Table.Th>
            <Table.Th>{t("points.title")}</Table.Th>
            <Table.Th>{t("customer.tags")}</Table.Th>
            <Table.Th>{t("customer.language")}</Table.Th>
            <Table.Th>{t("customer.owner")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {customers.map((each) => (
            <Table.Tr key={each.id} className="clickable" onClick={() => navigate(`/customers/${each.id}`)}>
              <Table.Td>
                <Group gap="xs" wrap="nowrap">
                  <Face name={each.name} id={each.id} size={24} />
                  <Link
                    className="row-link"
                    href={`/customers/${each.id}`}
                    onClick={(event) => event.stopPropagation()}
                  >
                    {each.name || t("customer.unnamed")}
                  </Link>
                </Group>
              </Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed">
                  {each.contact_points
                    .filter((point) => point.kind === "phone" || point.kind === "email")
                    .map((point) => readableAddress(point.value))
                    .slice(0, 2)
                    .join(" · ")}
                </Text>
              </Table.Td>
              <Table.Td>
                <Group gap={4}>
                  {each.tags.map((tag) => (
                    <Badge key={tag} color="gray">
                      {tag}
                    </Badge>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{each.language && nameOf(names, each.language)}</Table.Td>
              <Table.Td>{agents.find((agent) => agent.id === each.owner_agent_id)?.name}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

function OneCustomer({ id }: { id: string }) {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const { data: customer, isError } = useCustomer(id);
  const { writeFirst, logContact } = useDialogs();
  if (isError) return <Empty icon={IconUserSearch} title={t("customers.gone")} />;
  return (
    <div className="one-customer">
      <header className="page-head">
        <Button
          variant="subtle"
          color="gray"
          className="quiet-button"
          leftSection={<IconArrowLeft size={15} />}
          onClick={() => navigate("/customers")}
        >
          {t("nav.customers")}
        </Button>
        <span className="rail-space" />
        {customer && (
          <>
            <Button
              variant="default"
              leftSection={<IconNotes size={15} />}
              onClick={() => logContact({ customer })}
            >
              {t("log.title")}
            </Button>
            <Button leftSection={<IconMessagePlus size={15} />} onClick={() => writeFirst({ customer })}>
              {t("write.title")}
            </Button>
          </>
        )}
      </header>
      <div className="one-customer-columns">
        <aside className="card">
          {customer ? <CustomerSummary customer={customer} /> : <Rows count={6} height={28} />}
        </aside>
        <section className="one-customer-history" aria-label={t("timeline.title")}>
          <h2 className="section-title">{t("timeline.title")}</h2>
          <WholeHistory customerId={id} />
        </section>
      </div>
    </div>
  );
}

function WholeHistory({ customerId }: { customerId: string }) {
  const { t } = useLanguage();
  const list = useTimeline(customerId);
  if (list.isPending) return <Rows count={6} height={32} />;
  const entries = list.items;
  if (entries.length === 0) return <Empty icon={IconNotes} title={t("timeline.empty")} />;
  return (
    <>
      {entries.map((entry, index) => (
        <EarlierContact key={entry.interaction.id} entry={entry} startsOpen={index === 0} />
      ))}
      <More list={list} label="conversation.earlier" />
    </>
  );
}
