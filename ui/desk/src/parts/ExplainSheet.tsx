/** Why work is where it is, or why an agent gets it or not: the first obstacle for each candidate. */
import { Drawer, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api/client.ts";
import { known, useLanguage, type Translate } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { clock } from "../text/times.ts";
import { problemText } from "./notices.tsx";

interface Block {
  blocker: string;
  detail: string;
  have: number | null;
  need: number | null;
}

interface Explanation {
  state?: string;
  rule?: string | null;
  queue_name?: string;
  requirements?: { skill: string; level: number }[];
  waited_s?: number;
  position?: number | null;
  candidates?: { agent_id: string; name: string; block: Block | null }[];
  units_used?: number;
  units?: number;
  kinds?: Record<string, Block | null>;
  items?: { interaction_id: string; queue_name: string; block: Block | null }[];
}

const REFRESH_MS = 5000;

export function ExplainSheet({ path, title, onClose }: { path: string; title: string; onClose: () => void }) {
  const { t } = useLanguage();
  const { data, error, isPending } = useQuery({
    queryKey: ["explain", path],
    queryFn: ({ signal }) => get<Explanation>(path, signal),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={420}
      title={`${t("explain.title")} · ${title}`}
      className="sheet"
    >
      {isPending && <Rows count={5} height={28} />}
      {error && <Text c="red">{problemText(t, error)}</Text>}
      {data && <Explained told={data} />}
    </Drawer>
  );
}

function Explained({ told }: { told: Explanation }) {
  const { t } = useLanguage();
  const { candidates, kinds, items } = told;
  const needs = told.requirements?.map((each) => `${each.skill} ≥ ${each.level}`).join(", ");
  return (
    <>
      <dl className="explained">
        {told.state && <Fact name={t("live.state")}>{known(t, "state", told.state)}</Fact>}
        {told.queue_name && <Fact name={t("live.queue")}>{told.queue_name}</Fact>}
        {told.rule && <Fact name={t("explain.rule")}>{told.rule}</Fact>}
        {needs && <Fact name={t("explain.needs")}>{needs}</Fact>}
        {told.waited_s !== undefined && <Fact name={t("live.waited")}>{clock(told.waited_s)}</Fact>}
        {told.position && <Fact name="#">{t("explain.position", { position: told.position })}</Fact>}
        {told.units !== undefined && (
          <Fact name={t("explain.load")}>
            {told.units_used ?? 0} / {told.units}
          </Fact>
        )}
      </dl>
      {candidates && (
        <Verdicts
          title={t("explain.candidates")}
          empty={t("explain.nobody")}
          rows={candidates.map((each) => [each.agent_id, each.name || each.agent_id, each.block])}
        />
      )}
      {kinds && (
        <Verdicts
          title={t("explain.kinds")}
          empty=""
          rows={Object.entries(kinds).map(([kind, block]) => [kind, known(t, "kind", kind), block])}
        />
      )}
      {items && (
        <Verdicts
          title={t("explain.items")}
          empty={t("live.nobodyWaits")}
          rows={items.map((each) => [each.interaction_id, each.queue_name, each.block])}
        />
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Verdicts({
  title,
  empty,
  rows,
}: {
  title: string;
  empty: string;
  rows: [string, string, Block | null][];
}) {
  const { t } = useLanguage();
  return (
    <>
      <h2 className="section-title verdicts-title">{title}</h2>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      )}
      <ul className="verdicts">
        {rows.map(([key, name, block]) => (
          <li key={key} className={block ? "" : "fits"}>
            {block ? <IconCircleMinus size={16} aria-hidden /> : <IconCircleCheck size={16} aria-hidden />}
            <span>{name}</span>
            <span className="dim">{block ? blockText(t, block) : t("explain.free")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function blockText(t: Translate, { blocker, detail, have, need }: Block): string {
  const text = known(t, "blocker", blocker);
  return text
    .replace("{detail}", detail)
    .replace("{have}", String(have ?? 0))
    .replace("{need}", String(need ?? 0));
}
