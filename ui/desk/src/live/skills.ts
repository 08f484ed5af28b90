/** How a skill is called on the pages: its label, or the name that the hub uses. */
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { get } from "../api/client.ts";
import type { Skill } from "../api/routing.ts";
import type { Page } from "../api/types.ts";

const FRESH_MS = 60_000;

export function useSkills(): Skill[] {
  const { data } = useQuery({
    queryKey: ["admin", "/skills"],
    queryFn: ({ signal }) => get<Page<Skill>>("/skills", signal),
    staleTime: FRESH_MS,
  });
  return data?.items ?? NONE;
}

const NONE: Skill[] = [];

export function useSkillName(): (skill: string) => string {
  const skills = useSkills();
  return useCallback((name) => skills.find((each) => each.name === name)?.label || name, [skills]);
}
