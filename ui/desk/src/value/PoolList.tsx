/** The customers of a pool, the most valuable first, to claim, release or assign. */
import { Badge, Button, Group, Select, Table, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { CardTable } from "../admin/parts.tsx";
import { get, post, query } from "../api/client.ts";
import type { Page } from "../api/types.ts";
import { POOLS, type Pool, type PoolCustomer } from "../api/value.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useAgents, useMe } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { moneyText } from "../text/money.ts";
import { colourOf } from "./classes.ts";
import { dayText } from "./days.ts";
import { useAct, usePools } from "./queries.ts";

const NOBODY = "nobody";

export function PoolList() {
  const { t } = useLanguage();
  const agents = useAgents();
  const [pool, setPool] = useState<Pool>("public");
  const [owner, setOwner] = useState<string | null>(null);
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: ["value", "pool", pool, owner],
      queryFn: ({ pageParam, signal }) =>
        get<Page<PoolCustomer> & { currency: string }>(
          `/pools/customers${query({ pool, owner, after: pageParam, limit: 50 })}`,
          signal,
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: keepPreviousData,
    });
  const lines = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Tiles chosen={pool} onChoose={setPool} />
      <Group mb="sm">
        <Select
          aria-label={t("pools.owner")}
          placeholder={t("pools.anyOwner")}
          clearable
          searchable
          data={[
            { value: NOBODY, label: t("pools.nobody") },
            ...agents.map((agent) => ({ value: agent.id, label: agent.name })),
          ]}
          value={owner}
          onChange={setOwner}
        />
        <Text size="xs" c="dimmed" flex={1}>
          {t(`pools.means.${pool}`)}
        </Text>
      </Group>
      {isPending && <Rows count={8} height={36} />}
      {isError && (
        <Empty icon={IconUsersGroup} title={t("problem.title")}>
          <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {!isPending && !isError && lines.length === 0 && (
        <Empty icon={IconUsersGroup} title={t("pools.empty")} />
      )}
      {lines.length > 0 && <Lines lines={lines} currency={data?.pages[0]?.currency ?? "USD"} />}
      {hasNextPage && (
        <Button variant="default" mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </>
  );
}

function Tiles({ chosen, onChoose }: { chosen: Pool; onChoose: (pool: Pool) => void }) {
  const { t, locale } = useLanguage();
  const me = useMe();
  const { data } = usePools();
  const mine = data?.owners[me.agent_id ?? ""] ?? 0;
  return (
    <>
      <div className="pool-tiles">
        {POOLS.map((pool) => (
          <button
            key={pool}
            type="button"
            className="pool-tile"
            aria-pressed={pool === chosen}
            onClick={() => onChoose(pool)}
          >
            <b>{(data?.counts[pool] ?? 0).toLocaleString(locale)}</b>
            {t(`pool.${pool}`)}
          </button>
        ))}
      </div>
      {me.agent_id && data && (
        <Text size="xs" c="dimmed" mb="sm">
          {t("pools.mine", { count: mine, most: data.claims_per_agent, days: data.claim_days })}
        </Text>
      )}
    </>
  );
}

function Lines({ lines, currency }: { lines: PoolCustomer[]; currency: string }) {
  const { t, locale } = useLanguage();
  const agents = useAgents();
  return (
    <CardTable
      heads={[
        t("customer.name"),
        t("value.title"),
        t("fact.spent"),
        t("pools.lastPurchase"),
        t("customer.owner"),
        "",
      ]}
    >
      {lines.map((line) => {
        const { customer } = line;
        const classes = ["value", "matrix"].flatMap((scheme) => customer.classes?.[scheme] ?? []);
        return (
          <Table.Tr key={customer.id}>
            <Table.Td>
              <Link className="row-link" href={`/customers/${customer.id}`}>
                {customer.name || t("customer.unnamed")}
              </Link>
            </Table.Td>
            <Table.Td>
              <Group gap={4}>
                {classes.map((name) => (
                  <Badge key={name} color={colourOf(name)}>
                    {known(t, "class", name)}
                  </Badge>
                ))}
              </Group>
            </Table.Td>
            <Table.Td>{moneyText(line.spent, currency, locale)}</Table.Td>
            <Table.Td>{line.last_purchase_at && dayText(line.last_purchase_at, locale)}</Table.Td>
            <Table.Td>
              {agents.find((agent) => agent.id === customer.owner_agent_id)?.name}
              {line.claim && (
                <Text size="xs" c="dimmed">
                  {t("pools.until", { day: dayText(line.claim.expires_at, locale) })}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Deeds line={line} />
            </Table.Td>
          </Table.Tr>
        );
      })}
    </CardTable>
  );
}

function Deeds({ line: { customer } }: { line: PoolCustomer }) {
  const { t } = useLanguage();
  const me = useMe();
  const agents = useAgents();
  const { act, busy } = useAct();
  const isSupervisor = me.roles.includes("supervisor") || me.roles.includes("admin");
  const name = customer.name || t("customer.unnamed");
  const isMine = customer.owner_agent_id !== null && customer.owner_agent_id === me.agent_id;
  return (
    <Group gap={6} wrap="nowrap">
      {customer.owner_agent_id === null && me.agent_id && (
        <Button
          size="compact-xs"
          loading={busy}
          aria-label={`${t("pools.claim")}: ${name}`}
          onClick={() => void act(() => post(`/customers/${customer.id}/claim`))}
        >
          {t("pools.claim")}
        </Button>
      )}
      {customer.owner_agent_id !== null && (isMine || isSupervisor) && (
        <Button
          size="compact-xs"
          variant="default"
          loading={busy}
          aria-label={`${t("pools.release")}: ${name}`}
          onClick={() => void act(() => post(`/customers/${customer.id}/release`))}
        >
          {t("pools.release")}
        </Button>
      )}
      {isSupervisor && (
        <Select
          size="xs"
          w={130}
          aria-label={`${t("pools.assign")}: ${name}`}
          placeholder={t("pools.assign")}
          searchable
          data={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
          value={null}
          onChange={(agent) =>
            agent && void act(() => post(`/customers/${customer.id}/assign`, { agent_id: agent }))
          }
        />
      )}
    </Group>
  );
}
