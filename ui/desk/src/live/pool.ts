/** Who could take work after each step of a plan: the same folding of steps as in the engine (`hub/routing/pool.py`). */
import type { Needs, Plan, PlanStep, RoutingProfile, Term } from "../api/routing.ts";
import type { Agent, Queue } from "../api/types.ts";

const EVERYBODY = 0;
const ANYBODY: Needs = [[]];

interface Stage {
  /** No alternatives mean what the contact itself asks for. */
  needs: Needs;
  ring: number;
  queueIds: string[];
  agentIds: string[];
  isOnlyNamed: boolean;
}

const FIRST: Stage = { needs: [], ring: EVERYBODY, queueIds: [], agentIds: [], isOnlyNamed: false };

/** The best rank of each agent in each queue: as a member, and by profile. */
export type Ranks = Map<string, Map<string, number>>;

export function ranksOf(queues: Queue[], agents: Agent[], profiles: RoutingProfile[]): Ranks {
  const ranks: Ranks = new Map(
    queues.map((queue) => [queue.id, new Map(queue.members.map((each) => [each.agent_id, each.rank]))]),
  );
  for (const agent of agents) {
    const profile = profiles.find((each) => each.id === agent.profile_id);
    for (const entry of profile?.entries ?? []) {
      const known = ranks.get(entry.queue_id);
      known?.set(agent.id, Math.min(entry.rank, known.get(agent.id) ?? entry.rank));
    }
  }
  return ranks;
}

/** The stages in force when `taken` steps have been taken; one more than there are means that the plan is over. */
export function stagesAfter(plan: Pick<Plan, "steps" | "after">, taken: number): Stage[] {
  let stages: Stage[] = [];
  for (const step of plan.steps.slice(0, taken)) {
    const stage = stageOf(step, stages.at(-1) ?? FIRST);
    stages = step.mode === "replace" ? [stage] : [...(stages.length > 0 ? stages : [FIRST]), stage];
  }
  if (taken > plan.steps.length && plan.after === "any_agent_in_queue") {
    stages = [...(stages.length > 0 ? stages : [FIRST]), { ...FIRST, needs: ANYBODY }];
  }
  return stages.length > 0 ? stages : [FIRST];
}

function stageOf(step: PlanStep, before: Stage): Stage {
  return {
    needs: step.needs === null ? before.needs : step.needs.length > 0 ? step.needs : ANYBODY,
    ring: step.ring ?? before.ring,
    queueIds: step.queue_ids,
    agentIds: step.agent_ids,
    isOnlyNamed:
      step.agent_ids.length > 0 && step.needs === null && step.queue_ids.length === 0 && step.ring === null,
  };
}

/** The queue that the contact is in when `taken` steps have been taken. */
export function queueAfter(plan: Pick<Plan, "steps">, taken: number, queueId: string): string {
  return plan.steps.slice(0, taken).reduce((queue, step) => step.move_to ?? queue, queueId);
}

export interface Situation {
  agents: Agent[];
  ranks: Ranks;
  queueId: string;
  /** What the contact itself asks for. */
  own: Term[];
}

/** The agents who could take it then, were all of them there and free. */
export function poolAfter(plan: Pick<Plan, "steps" | "after">, taken: number, now: Situation): Agent[] {
  const queueId = queueAfter(plan, taken, now.queueId);
  const stages = stagesAfter(plan, taken);
  return now.agents.filter((agent) => stages.some((stage) => admits(stage, agent, queueId, now)));
}

function admits(stage: Stage, agent: Agent, queueId: string, { ranks, own }: Situation): boolean {
  if (stage.agentIds.includes(agent.id)) return true;
  if (stage.isOnlyNamed) return false;
  const alternatives = stage.needs.length > 0 ? stage.needs : [own];
  return [queueId, ...stage.queueIds].some((id) => {
    const rank = ranks.get(id)?.get(agent.id);
    const isIn = rank !== undefined && (stage.ring === EVERYBODY || rank <= stage.ring);
    return isIn && alternatives.some((terms) => terms.every((term) => has(agent, term)));
  });
}

function has(agent: Agent, term: Term): boolean {
  const level = agent.skills[term.skill] ?? 0;
  return term.at_least <= level && level <= term.at_most;
}

/** A stretch of time in which the same agents are asked. */
export interface Stretch {
  /** How many steps have been taken. */
  taken: number;
  from: number;
  /** Null: as long as it takes. */
  to: number | null;
}

export function stretchesOf(plan: Pick<Plan, "steps" | "after" | "ends_at_s">): Stretch[] {
  const { steps, after, ends_at_s: endsAt } = plan;
  const starts = steps.map((step, index) => ({ taken: index + 1, from: step.at_s }));
  const all = steps[0]?.at_s === 0 ? starts : [{ taken: 0, from: 0 }, ...starts];
  const end = endsAt ?? steps.at(-1)?.at_s ?? 0;
  if (after !== "hold_last" && endsAt !== null) all.push({ taken: steps.length + 1, from: end });
  return all.map((each, index) => ({ ...each, to: all[index + 1]?.from ?? null }));
}
