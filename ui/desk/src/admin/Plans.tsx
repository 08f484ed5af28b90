/** Plans: how what waiting work needs is relaxed, step by step. */
import type { Plan, PlanStep } from "../api/routing.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { useDesk, useQueues } from "../live/queries.ts";
import { useSkillName } from "../live/skills.ts";
import { duration } from "../text/durations.ts";
import { needsText } from "../text/needs.ts";
import { EditedList } from "./EditedList.tsx";
import { about, FindingsBadge, useFindings } from "./findings.tsx";
import { PlanForm } from "./plan/PlanForm.tsx";
import { useList } from "./useList.ts";

export default function Plans() {
  const { t, locale } = useLanguage();
  const list = useList<Plan>("/plans");
  const queues = useDesk((desk) => desk.queues) as { id: string; name: string; plan_id?: string | null }[];
  const rules = useList<{ id: string; name: string; plan_id?: string | null }>("/entry-rules");
  const findings = useFindings();
  const names = useNames();
  return (
    <EditedList
      list={list}
      hint={t("plans.hint")}
      keyOf={(plan) => plan.id}
      columns={[
        {
          head: t("users.name"),
          cell: (plan) => (
            <>
              {plan.name} <FindingsBadge findings={about(findings, "plan", plan.id)} />
            </>
          ),
        },
        {
          head: t("plans.steps"),
          cell: (plan) => (
            <ol className="plan-lines">
              {plan.steps.map((step, place) => (
                <li key={place}>
                  <b>{step.at_s === 0 ? t("plans.atOnce") : duration(step.at_s, locale)}</b>{" "}
                  {stepText(t, step, names)}
                </li>
              ))}
            </ol>
          ),
        },
        {
          head: t("plans.after"),
          cell: (plan) => {
            const end = plan.ends_at_s === null ? "" : ` (${duration(plan.ends_at_s, locale)})`;
            return t(`after.${plan.after}`) + end;
          },
        },
        {
          head: t("plans.usedBy"),
          cell: (plan) =>
            [...queues, ...rules.items]
              .filter((user) => user.plan_id === plan.id)
              .map((user) => user.name)
              .join(", ") || t("plans.unused"),
        },
      ]}
      form={(editing) => <PlanForm {...editing} />}
    />
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
