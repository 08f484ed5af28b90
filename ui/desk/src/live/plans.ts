/** Which skills a waiting contact needs now: its own, or what the steps taken of its plan made of them. */
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { Needs, Plan, Requirement, WaitingWork } from "../api/routing.ts";
import type { Page } from "../api/types.ts";
import { stagesAfter } from "./pool.ts";

const FRESH_MS = 60_000;

export function useNeedsInForce(work: WaitingWork | null | undefined): Needs | Requirement[] | undefined {
  const { data } = useQuery({
    queryKey: ["admin", "/plans"],
    queryFn: ({ signal }) => get<Page<Plan>>("/plans", signal),
    staleTime: FRESH_MS,
  });
  if (!work) return undefined;
  if (work.needs) return work.needs;
  const plan = data?.items.find((each) => each.name === work.plan_name);
  if (!plan || work.plan_step === 0) return work.requirements;
  const stages = stagesAfter(plan, work.plan_step);
  // A stage without needs of its own asks for what the contact itself asks for.
  return stages.flatMap((stage) => (stage.needs.length > 0 ? stage.needs : [ownTerms(work.requirements)]));
}

const ownTerms = (requirements: Requirement[]): Needs[number] =>
  requirements.map(({ skill, level }) => ({ skill, at_least: level, at_most: 10 }));
