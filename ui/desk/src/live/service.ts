/** Cases, tasks and notices as the pages read them: cached, patched or asked for again by events. */
import { useQuery, type QueryClient } from "@tanstack/react-query";
import { get, query } from "../api/client.ts";
import type { Case, CaseKind, Department, Notice, Task, Today } from "../api/service.ts";
import type { HubEvent, Interaction, Page } from "../api/types.ts";

/** Lists are asked for again at most this often, however many events come. */
const LISTS_MS = 1500;
const waiting = new Set<string>();

export const serviceKeys = {
  case: (id: string) => ["case", id] as const,
  caseHistory: (id: string) => ["case-history", id] as const,
  caseContacts: (id: string) => ["case-contacts", id] as const,
};

/** Which lists an event may have changed. */
export function touched(event: HubEvent): string[] {
  const [subject] = event.event.split(".");
  switch (subject) {
    case "case":
      return ["cases", "case-history", "case-contacts", "today"];
    case "task":
      return ["tasks", "today"];
    case "notice":
      return ["notices", "today"];
    case "sla":
      return ["today"];
    case "interaction":
      return (event.data as Interaction).case_id ? ["case-contacts", "today"] : ["today"];
    case "customer":
      return /merged$/.test(event.event) ? ["cases", "case", "tasks", "today"] : [];
    default:
      return [];
  }
}

export function applyToService(client: QueryClient, event: HubEvent): void {
  if (event.event.startsWith("case.")) keepCase(client, event.data as Case);
  for (const name of touched(event)) askAgain(client, name);
}

/** The newest version wins, whether it came as an answer or as an event. */
export function keepCase(client: QueryClient, fresh: Case): void {
  client.setQueryData<Case>(serviceKeys.case(fresh.id), (known) =>
    known && known.version > fresh.version ? known : fresh,
  );
}

function askAgain(client: QueryClient, name: string): void {
  if (waiting.has(name)) return;
  waiting.add(name);
  setTimeout(() => {
    waiting.delete(name);
    void client.invalidateQueries({ queryKey: [name] });
  }, LISTS_MS);
}

/** What I changed myself is shown at once. */
export function refresh(client: QueryClient, ...names: string[]): void {
  for (const name of names) void client.invalidateQueries({ queryKey: [name] });
}

export function useCase(id: string | null | undefined) {
  return useQuery({
    queryKey: serviceKeys.case(id ?? ""),
    queryFn: ({ signal }) => get<Case>(`/cases/${id ?? ""}`, signal),
    enabled: Boolean(id),
    staleTime: 60_000,
  });
}

export function useCases(filter: Record<string, string | number | null | undefined>, enabled = true) {
  return useQuery({
    queryKey: ["cases", filter],
    queryFn: ({ signal }) => get<Page<Case>>(`/cases${query(filter)}`, signal),
    enabled,
    staleTime: 10_000,
  });
}

export function useCaseKinds(): CaseKind[] {
  const { data } = useQuery({
    queryKey: ["admin", "/case-kinds"],
    queryFn: ({ signal }) => get<Page<CaseKind>>("/case-kinds", signal),
    staleTime: 300_000,
  });
  return data?.items ?? [];
}

export function useDepartments(): Department[] {
  const { data } = useQuery({
    queryKey: ["admin", "/departments"],
    queryFn: ({ signal }) => get<Page<Department>>("/departments", signal),
    staleTime: 300_000,
  });
  return data?.items ?? [];
}

export function useTasks(filter: Record<string, string | number | null | undefined>, enabled = true) {
  return useQuery({
    queryKey: ["tasks", filter],
    queryFn: ({ signal }) => get<Page<Task>>(`/tasks${query(filter)}`, signal),
    enabled,
    staleTime: 10_000,
  });
}

export function useToday() {
  return useQuery({
    queryKey: ["today"],
    queryFn: ({ signal }) => get<Today>("/today", signal),
    staleTime: 10_000,
    refetchInterval: 300_000,
  });
}

export function useNotices() {
  return useQuery({
    queryKey: ["notices"],
    queryFn: ({ signal }) => get<Page<Notice>>("/notices/mine", signal),
    staleTime: 60_000,
    refetchInterval: 300_000,
  });
}
