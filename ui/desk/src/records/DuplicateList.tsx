/** Records that may be one customer, side by side, with what speaks for it: a person decides. */
import { Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowMerge, IconUsersGroup } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { get, post, query } from "../api/client.ts";
import type { Proposal } from "../api/records.ts";
import type { Customer, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { Face } from "../parts/Face.tsx";
import { showDone } from "../parts/notices.tsx";
import { useNow } from "../parts/useNow.ts";
import { readableAddress, shortDay } from "../text/times.ts";

export function DuplicateList() {
  const { t } = useLanguage();
  const { data, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["customers", "duplicates"],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Proposal>>(`/duplicates${query({ after: pageParam })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const proposals = data?.pages.flatMap((page) => page.items) ?? [];
  if (isPending) return <Rows count={6} height={72} />;
  if (proposals.length === 0)
    return <Empty icon={IconUsersGroup} title={t("duplicates.none")} hint={t("duplicates.noneHint")} />;
  return (
    <section aria-label={t("duplicates.page")}>
      <ul className="proposals">
        {proposals.map((each) => (
          <OneProposal key={each.id} proposal={each} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="subtle" color="gray" className="quiet-button" onClick={() => void fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </section>
  );
}

function OneProposal({ proposal }: { proposal: Proposal }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const [busy, setBusy] = useState(false);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ["customers"] });
    await client.invalidateQueries({ queryKey: ["customer"] });
  };
  const work = async (what: () => Promise<unknown>) => {
    setBusy(true);
    await run(what);
    await refresh();
    setBusy(false);
  };
  const undo = (mergeId: string, source: Customer) =>
    void work(async () => {
      await post(`/customers/merges/${mergeId}/undo`);
      showDone(t("duplicates.parted", { name: source.name }));
    });
  const keep = (target: Customer, source: Customer) =>
    void work(async () => {
      const reason = proposal.evidence.map((each) => `${each.kind}: ${each.value}`).join(", ");
      const merged = await post<{ merge_id: string }>(`/customers/${target.id}/merge`, {
        source_id: source.id,
        reason: reason.slice(0, 300),
      });
      showDone(t("duplicates.merged", { name: source.name }), {
        label: t("common.undo"),
        run: () => undo(merged.merge_id, source),
      });
    });
  const dismiss = () =>
    void work(async () => {
      await post(`/duplicates/${proposal.id}/dismiss`);
      showDone(t("duplicates.dismissed"));
    });
  return (
    <li aria-label={`${proposal.one.name} / ${proposal.other.name}`}>
      <Group gap={6} className="proposal-evidence">
        <Tooltip label={t("duplicates.score", { score: proposal.score })}>
          <Badge color={proposal.score >= 75 ? "green" : "yellow"}>{proposal.score}</Badge>
        </Tooltip>
        {proposal.evidence.map((each) => (
          <Text key={each.kind + each.value} size="xs">
            <b>{t(`evidence.${each.kind}`)}</b> <span className="dim">{each.value}</span>
          </Text>
        ))}
      </Group>
      <div className="proposal-sides">
        <Side customer={proposal.one} busy={busy} onKeep={() => keep(proposal.one, proposal.other)} />
        <Side customer={proposal.other} busy={busy} onKeep={() => keep(proposal.other, proposal.one)} />
      </div>
      <Group justify="flex-end">
        <Button
          variant="subtle"
          color="gray"
          className="quiet-button"
          size="compact-sm"
          disabled={busy}
          onClick={dismiss}
        >
          {t("duplicates.dismiss")}
        </Button>
      </Group>
    </li>
  );
}

function Side({ customer, busy, onKeep }: { customer: Customer; busy: boolean; onKeep: () => void }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  return (
    <div className="proposal-side">
      <Face name={customer.name} id={customer.id} size={28} />
      <div className="point-text">
        <Link className="row-link" href={`/customers/${customer.id}`}>
          {customer.name || t("customer.unnamed")}
        </Link>
        <Text size="xs" c="dimmed">
          {customer.contact_points
            .filter((point) => point.kind === "phone" || point.kind === "email")
            .map((point) => `${readableAddress(point.value)} (${t(`pointState.${point.state}`)})`)
            .join(" · ")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("duplicates.since", { date: shortDay(customer.created_at, now, locale) })}
        </Text>
      </div>
      <Button
        variant="light"
        size="compact-sm"
        leftSection={<IconArrowMerge size={13} />}
        disabled={busy}
        aria-label={`${t("duplicates.keep")}: ${customer.name}`}
        onClick={onKeep}
      >
        {t("duplicates.keep")}
      </Button>
    </div>
  );
}
