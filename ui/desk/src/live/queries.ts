/** What the pages read: cached, kept current by events. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, query } from "../api/client.ts";
import type {
  Agent,
  Capability,
  Channel,
  Customer,
  Desk,
  Interaction,
  Message,
  Page,
  Queue,
  TimelineEntry,
  User,
} from "../api/types.ts";
import { keys, withRecent } from "./cache.ts";
import { usePages, type Paged } from "./usePages.ts";

const PAGE = 200;
const MOST_PAGES = 10;

/** A slice of the desk's snapshot; rendered only after it has loaded. */
export function useDesk<T>(select: (desk: Desk) => T): T {
  const { data } = useQuery({
    queryKey: keys.desk,
    queryFn: () => get<Desk>("/desk"),
    staleTime: Infinity,
    gcTime: Infinity,
    select,
  });
  return data as T;
}

export const useMe = (): User => useDesk((desk) => desk.user);
export const useMyAgent = (): Agent | null => useDesk((desk) => desk.agent);
export const useAgents = (): Agent[] => useDesk((desk) => desk.agents);
export const useQueues = (): Queue[] => useDesk((desk) => desk.queues);

/** Whether a channel can do something; what it cannot do is not offered. */
export function useCan(channel: string, capability: Capability): boolean {
  return useDesk((desk) =>
    desk.channels.some((each) => each.name === channel && each.capabilities.includes(capability)),
  );
}

/** The channels on which we may begin a contact of a kind. */
export function useWaysOut(): Channel[] {
  return useDesk((desk) =>
    desk.channels.filter((each) =>
      each.capabilities.includes(each.kind === "phone" ? "call_out" : "write_first"),
    ),
  );
}

export function useInteraction(id: string | undefined): {
  interaction: Interaction | undefined;
  isMissing: boolean;
} {
  const held = useDesk((desk) => desk.interactions.find((each) => each.id === id));
  const { data, isError } = useQuery({
    queryKey: keys.interaction(id ?? ""),
    queryFn: () => get<Interaction>(`/interactions/${id ?? ""}`),
    enabled: id !== undefined && held === undefined,
    staleTime: Infinity,
  });
  return { interaction: held ?? data, isMissing: isError && !held };
}

export function useMessages(interactionId: string, enabled = true) {
  return useQuery({
    queryKey: keys.messages(interactionId),
    queryFn: async ({ signal }) => withRecent(interactionId, await allMessages(interactionId, signal)),
    enabled,
    staleTime: Infinity,
  });
}

async function allMessages(interactionId: string, signal: AbortSignal): Promise<Message[]> {
  const all: Message[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const after = all.at(-1)?.seq ?? 0;
    const path = `/interactions/${interactionId}/messages${query({ after_seq: after, limit: PAGE })}`;
    const { items } = await get<Page<Message>>(path, signal);
    all.push(...items);
    if (items.length < PAGE) break;
  }
  return all;
}

export function useCustomer(id: string | null | undefined) {
  const client = useQueryClient();
  return useQuery<Customer>({
    queryKey: keys.customer(id ?? ""),
    queryFn: ({ signal }) => get<Customer>(`/customers/${id ?? ""}`, signal),
    enabled: Boolean(id),
    staleTime: 60_000,
    placeholderData: () => client.getQueryData<Desk>(keys.desk)?.customers.find((each) => each.id === id),
  });
}

export function useTimeline(customerId: string | null | undefined): Paged<TimelineEntry> {
  const id = customerId ?? "";
  return usePages<TimelineEntry>(
    keys.timeline(id),
    (before) => `/customers/${id}/timeline${query({ before, limit: 30 })}`,
    { enabled: Boolean(customerId), staleTime: 60_000 },
  );
}
