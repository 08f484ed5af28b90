/** Plans: how what waiting work needs is relaxed, step by step. */
import { Button, Table } from "@mantine/core";
import { useState } from "react";
import type { Plan, PlanStep } from "../api/routing.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { useDesk, useQueues } from "../live/queries.ts";
import { useSkillName } from "../live/skills.ts";
import { duration } from "../text/durations.ts";
import { needsText } from "../text/needs.ts";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { AdminList } from "./parts.tsx";
import { PlanForm } from "./plan/PlanForm.tsx";
import { useList } from "./useList.ts";

export default function Plans() {
  const { t, locale } = useLanguage();
  const list = useList<Plan>("/plans");
  const queues = useDesk((desk) => desk.queues) as { id: string; name: string; plan_id?: string | null }[];
  const rules = useList<{ id: string; name: string; plan_id?: string | null }>("/entry-rules");
  const findings = useFindings();
  const names = useNames();
  const [edited, setEdited] = useState<Plan | "new" | null>(null);
  return (
    <>
      <AdminList
        list={list}
        heads={[t("users.name"), t("plans.steps"), t("plans.after"), t("plans.usedBy"), ""]}
        hint={t("plans.hint")}
        onAdd={() => setEdited("new")}
      >
        {list.items.map((plan) => (
          <Table.Tr key={plan.id}>
            <Table.Td>
              {plan.name} <FindingsBadge findings={about(findings, "plan", plan.id)} />
            </Table.Td>
            <Table.Td>
              <ol className="plan-lines">
                {plan.steps.map((step, place) => (
                  <li key={place}>
                    <b>{step.at_s === 0 ? t("plans.atOnce") : duration(step.at_s, locale)}</b>{" "}
                    {stepText(t, step, names)}
                  </li>
                ))}
              </ol>
            </Table.Td>
            <Table.Td>
              {t(`after.${plan.after}`)}
              {plan.ends_at_s !== null && ` (${duration(plan.ends_at_s, locale)})`}
            </Table.Td>
            <Table.Td>
              {[...queues, ...rules.items]
                .filter((user) => user.plan_id === plan.id)
                .map((user) => user.name)
                .join(", ") || t("plans.unused")}
            </Table.Td>
            <Table.Td ta="right">
              <Button size="compact-xs" variant="subtle" onClick={() => setEdited(plan)}>
                {t("common.edit")}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && (
        <PlanForm
          plan={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={list.refresh}
        />
      )}
    </>
  );
}

export interface Names {
  skill: (name: string) => string;
  queue: (id: string) => string;
  agent: (id: string) => string;
}

export function useNames(): Names {
  const skill = useSkillName();
  const queues = useQueues();
  const agents = useDesk((desk) => desk.agents);
  return {
    skill,
    queue: (id) => queues.find((each) => each.id === id)?.name ?? id,
    agent: (id) => agents.find((each) => each.id === id)?.name ?? id,
  };
}

/** What a step changes, in one line. */
export function stepText(t: Translate, step: PlanStep, names: Names): string {
  const parts = [
    step.needs === null ? "" : needsText(t, step.needs, names.skill),
    step.ring === null ? "" : step.ring === 0 ? t("step.ringAll") : t("step.ringTo", { ring: step.ring }),
    step.queue_ids.length > 0
      ? t("step.alsoQueues", { names: step.queue_ids.map(names.queue).join(", ") })
      : "",
    step.agent_ids.length > 0
      ? t("step.alsoAgents", { names: step.agent_ids.map(names.agent).join(", ") })
      : "",
    step.move_to ? t("step.movesTo", { queue: names.queue(step.move_to) }) : "",
    step.priority === 0
      ? ""
      : t("live.priority", { priority: step.priority > 0 ? `+${step.priority}` : step.priority }),
    step.strategy ? t(`strategy.${step.strategy}`) : "",
    step.announcement ? t("step.says", { text: step.announcement }) : "",
  ];
  const text = parts.filter(Boolean).join(" · ") || t("step.nothing");
  return step.mode === "add" ? t("step.besides", { text }) : text;
}
