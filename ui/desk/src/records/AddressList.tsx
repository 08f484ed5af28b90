/** Addresses that identify nobody, or are not to be used, with whose they are. */
import { Badge, Button, SegmentedControl, Table, Text } from "@mantine/core";
import { IconAddressBook } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { CardTable } from "../admin/parts.tsx";
import { get, patch, query } from "../api/client.ts";
import type { OwnedAddress } from "../api/records.ts";
import type { Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { readableAddress } from "../text/times.ts";

export function AddressList() {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const [state, setState] = useState("");
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["customers", "addresses", state],
    queryFn: ({ pageParam, signal }) =>
      get<Page<OwnedAddress>>(`/addresses${query({ state, after: pageParam })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const addresses = data?.pages.flatMap((page) => page.items) ?? [];
  const free = async (address: OwnedAddress) => {
    await run(() =>
      patch(`/customers/${address.customer_id}/contact-points/${address.id}`, { state: "claimed" }),
    );
    await client.invalidateQueries({ queryKey: ["customers"] });
  };
  return (
    <>
      <div className="admin-head">
        <Text size="xs" c="dimmed" maw={640}>
          {t("addresses.hint")}
        </Text>
        <SegmentedControl
          aria-label={t("records.addresses")}
          value={state}
          onChange={setState}
          data={[
            { value: "", label: t("addresses.all") },
            { value: "shared", label: t("pointState.shared") },
            { value: "blocked", label: t("pointState.blocked") },
          ]}
          my="sm"
        />
      </div>
      {isPending && <Rows count={5} height={32} />}
      {!isPending && addresses.length === 0 && (
        <Empty icon={IconAddressBook} title={t("addresses.empty")} hint={t("addresses.hint")} />
      )}
      {addresses.length > 0 && (
        <CardTable heads={[t("addresses.address"), t("imports.state"), t("addresses.customer"), ""]}>
          {addresses.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>{readableAddress(each.value)}</Table.Td>
              <Table.Td>
                <Badge color={each.state === "blocked" ? "red" : "yellow"}>
                  {t(`pointState.${each.state}`)}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Link className="row-link" href={`/customers/${each.customer_id}`}>
                  {each.customer_name || t("customer.unnamed")}
                </Link>
              </Table.Td>
              <Table.Td>
                <Button size="compact-xs" variant="subtle" onClick={() => void free(each)}>
                  {t(each.state === "blocked" ? "addresses.unblock" : "addresses.unshare")}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </CardTable>
      )}
      {hasNextPage && (
        <Button variant="subtle" color="gray" className="quiet-button" onClick={() => void fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}
