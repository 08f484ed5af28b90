/** Who could take it now: the first obstacle for each, and what would have to change. */
import { Text } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Block, Explanation } from "../../api/explain.ts";
import { isKnown, known, useLanguage, type Translate } from "../../i18n/index.ts";
import { useAgents } from "../../live/queries.ts";
import { useSkillName } from "../../live/skills.ts";
import { blockText, exactTime, remedyText } from "../../text/blocks.ts";
import { duration } from "../../text/durations.ts";
import { needsText } from "../../text/needs.ts";
import { clock } from "../../text/times.ts";
import { useNow } from "../useNow.ts";

export function ItemNow({ told }: { told: Explanation }) {
  const { t, locale } = useLanguage();
  const skillName = useSkillName();
  const hasNeeds = (told.needs ?? told.requirements ?? []).length > 0;
  const { candidates } = told;
  const free = candidates?.filter((each) => each.block === null).length ?? 0;
  return (
    <>
      <dl className="explained">
        {told.state && <Fact name={t("live.state")}>{known(t, "state", told.state)}</Fact>}
        {told.queue_name && <Fact name={t("live.queue")}>{told.queue_name}</Fact>}
        {told.rule && <Fact name={t("explain.rule")}>{told.rule}</Fact>}
        {hasNeeds && (
          <Fact name={t("explain.needs")}>{needsText(t, told.needs ?? told.requirements, skillName)}</Fact>
        )}
        <PlanFact told={told} />
        {told.strategy && <Fact name={t("queues.strategy")}>{known(t, "strategy", told.strategy)}</Fact>}
        {told.waited_s !== undefined && <Fact name={t("live.waited")}>{clock(told.waited_s)}</Fact>}
        {told.position && (
          <Fact name={t("explain.line")}>{t("explain.position", { position: told.position })}</Fact>
        )}
        {told.estimated_wait_s !== undefined && told.estimated_wait_s !== null && (
          <Fact name={t("explain.estimate")}>{duration(told.estimated_wait_s, locale)}</Fact>
        )}
      </dl>
      {candidates && (
        <Verdicts
          title={t("explain.candidates")}
          summary={summaryOf(t, told, free)}
          empty={t("explain.nobody")}
          more={(told.candidates_total ?? 0) - candidates.length}
          rows={candidates
            .toSorted((left, right) => Number(left.block !== null) - Number(right.block !== null))
            .map((each) => [each.agent_id, each.name || each.agent_id, each.block, each.opens_at ?? null])}
        />
      )}
    </>
  );
}

function summaryOf(t: Translate, { verdict }: Explanation, free: number): string {
  if (free > 0) return t("explain.someFree", { count: free });
  return verdict && isKnown("verdict", verdict) ? known(t, "verdict", verdict) : t("explain.noneFree");
}

function PlanFact({ told }: { told: Explanation }) {
  const { t } = useLanguage();
  const now = useNow();
  const { plan_step: step = 0, plan_steps: steps = 0, next_step_at: nextAt } = told;
  if (steps === 0) return null;
  const stand = step > 0 ? t("live.step", { step, steps }) : t("live.stepStart", { steps });
  const left = nextAt ? (Date.parse(nextAt) - now) / 1000 : null;
  const next = left === null ? "" : `; ${nextText(t, left)}`;
  return (
    <Fact name={t("explain.plan")}>
      {stand}
      {next}
    </Fact>
  );
}

const nextText = (t: Translate, left: number): string =>
  left > 0 ? t("live.stepNext", { time: clock(Math.ceil(left)) }) : t("live.stepNow");

/** What keeps work of each kind from an agent, and each waiting item the agent could see. */
export function AgentNow({ told }: { told: Explanation }) {
  const { t } = useLanguage();
  return (
    <>
      <dl className="explained">
        {told.units !== undefined && (
          <Fact name={t("explain.load")}>
            {told.units_used ?? 0} / {told.units}
          </Fact>
        )}
      </dl>
      <Verdicts
        title={t("explain.kinds")}
        empty=""
        rows={Object.entries(told.kinds ?? {}).map(([kind, block]) => [kind, known(t, "kind", kind), block])}
      />
      <Verdicts
        title={t("explain.items")}
        empty={t("live.nobodyWaits")}
        rows={(told.items ?? []).map((each) => [each.interaction_id, each.queue_name, each.block])}
      />
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
  summary,
  empty,
  more = 0,
  rows,
}: {
  title: string;
  summary?: string;
  empty: string;
  more?: number;
  rows: [key: string, name: string, block: Block | null, opensAt?: string | null][];
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
      {rows.length > 0 && summary && (
        <Text size="sm" mb={4}>
          {summary}
        </Text>
      )}
      <ul className="verdicts">
        {rows.map(([key, name, block, opensAt]) => (
          <Verdict key={key} name={name} block={block} opensAt={opensAt ?? null} />
        ))}
      </ul>
      {more > 0 && (
        <Text size="xs" c="dimmed">
          {t("explain.more", { count: more })}
        </Text>
      )}
    </>
  );
}

function Verdict({ name, block, opensAt }: { name: string; block: Block | null; opensAt: string | null }) {
  const { t, locale } = useLanguage();
  const skillName = useSkillName();
  const agents = useAgents();
  const names = {
    locale,
    skillName,
    agentName: (id: string) => agents.find((each) => each.id === id)?.name,
  };
  const remedy = block ? remedyText(t, block, names) : "";
  return (
    <li className={block ? "" : "fits"}>
      {block ? <IconCircleMinus size={16} aria-hidden /> : <IconCircleCheck size={16} aria-hidden />}
      <span className="verdict-name">{name}</span>
      <span className="verdict-text">
        <span>{block ? blockText(t, block, names) : t("explain.free")}</span>
        {block && opensAt && (
          <span className="dim">{t("explain.opens", { time: exactTime(opensAt, locale) })}</span>
        )}
        {remedy && <span className="dim">{t("explain.would", { what: remedy })}</span>}
      </span>
    </li>
  );
}
