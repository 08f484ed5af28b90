/** For whom something is: the agent alone, a team, everybody. */
import { Autocomplete, Group, NativeSelect } from "@mantine/core";
import type { Scope } from "../api/knowledge.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useMyAgent } from "../live/queries.ts";
import { useMayPublish } from "./ArticleView.tsx";

export interface Reach {
  scope: Scope;
  team: string;
}

/** Agents keep things for themselves; supervisors share them. */
export const useFirstScope = (): Scope => (useMayPublish() ? "everybody" : "personal");

export const reachFor = ({ scope, team }: Reach): object => (scope === "team" ? { scope, team } : { scope });

export function ReachFields({ reach, onChange }: { reach: Reach; onChange: (reach: Reach) => void }) {
  const { t } = useLanguage();
  const mayShare = useMayPublish();
  const agent = useMyAgent();
  const teams = [...new Set(useAgents().flatMap((each) => (each.team ? [each.team] : [])))];
  const scopes: Scope[] = [
    ...(agent ? (["personal"] as const) : []),
    ...(mayShare ? (["team", "everybody"] as const) : []),
  ];
  const choices = scopes.includes(reach.scope) ? scopes : [reach.scope, ...scopes];
  return (
    <Group grow align="flex-start">
      <NativeSelect
        label={t("canned.scope")}
        value={reach.scope}
        onChange={(event) => onChange({ ...reach, scope: event.currentTarget.value as Scope })}
        data={choices.map((each) => ({ value: each, label: t(`scope.${each}`) }))}
      />
      {reach.scope === "team" && (
        <Autocomplete
          label={t("canned.team")}
          data={teams}
          value={reach.team}
          onChange={(team) => onChange({ ...reach, team })}
        />
      )}
    </Group>
  );
}
