/** Carries events into the query cache: one place that knows which cached lists an event touches. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Customer, Desk, HubEvent, Interaction, Message, Page, TimelineEntry } from "../api/types.ts";
import type { LiveView } from "../api/routing.ts";
import { movesTheLine, patchLive } from "./liveView.ts";
import { applyToService } from "./service.ts";
import { isInteraction, mergeCustomer, patchDesk, withMessage } from "./patches.ts";

export const keys = {
  desk: ["desk"] as const,
  session: ["session"] as const,
  messages: (interactionId: string) => ["messages", interactionId] as const,
  interaction: (id: string) => ["interaction", id] as const,
  customer: (id: string) => ["customer", id] as const,
  timeline: (customerId: string) => ["timeline", customerId] as const,
  live: ["live"] as const,
};

export type Timeline = InfiniteData<Page<TimelineEntry>, string | null>;

/** Messages that came while their list was still being fetched; folded in when the answer arrives. */
const recent: Message[] = [];
const RECENT_KEPT = 300;
/** Events that came while the live view was still being fetched. */
const recentEvents: HubEvent[] = [];
/** Places in line and estimates come with no event; after one they are asked for, at most this often. */
const LINE_MS = 3000;
let asksForLine = false;

export function applyEvent(client: QueryClient, event: HubEvent): void {
  client.setQueryData<Desk>(keys.desk, (desk) => desk && patchDesk(desk, event));
  applyToLive(client, event);
  applyToService(client, event);
  const [subject] = event.event.split(".");
  if (subject === "message") applyMessage(client, event.data as Message);
  if (isInteraction(event.data)) applyInteraction(client, event.data);
  if (subject === "customer") applyCustomer(client, event);
  if (subject === "article") void client.invalidateQueries({ queryKey: ["articles"] });
  if (subject === "canned" || subject === "macro") void client.invalidateQueries({ queryKey: ["admin"] });
  if (subject === "consent") void client.invalidateQueries({ queryKey: ["customer"] });
  if (subject === "purchase" || subject === "service") void client.invalidateQueries({ queryKey: ["value"] });
  if (subject === "delivery") void client.invalidateQueries({ queryKey: ["deliveries"] });
}

function applyToLive(client: QueryClient, event: HubEvent): void {
  recentEvents.push(event);
  if (recentEvents.length > RECENT_KEPT) recentEvents.shift();
  client.setQueryData<LiveView>(keys.live, (view) => view && patchLive(view, event));
  if (asksForLine || !movesTheLine(event)) return;
  asksForLine = true;
  setTimeout(() => {
    asksForLine = false;
    void client.invalidateQueries({ queryKey: keys.live });
  }, LINE_MS);
}

/** The fetched live view plus what happened meanwhile. */
export function withRecentEvents(view: LiveView): LiveView {
  return recentEvents.filter((each) => each.seq > view.seq).reduce(patchLive, view);
}

export function applyMessage(client: QueryClient, message: Message): void {
  recent.push(message);
  if (recent.length > RECENT_KEPT) recent.shift();
  client.setQueryData<Message[]>(
    keys.messages(message.interaction_id),
    (list) => list && withMessage(list, message),
  );
  patchTimelines(client, message.interaction_id, (entry) => ({
    ...entry,
    messages: withMessage(entry.messages, message),
  }));
}

/** The fetched list plus what came in meanwhile. */
export function withRecent(interactionId: string, fetched: Message[]): Message[] {
  return recent.filter((each) => each.interaction_id === interactionId).reduce(withMessage, fetched);
}

export function applyInteraction(client: QueryClient, interaction: Interaction): void {
  const newer = (known: Interaction | undefined) =>
    known && known.version > interaction.version ? known : interaction;
  client.setQueryData<Interaction>(keys.interaction(interaction.id), newer);
  patchTimelines(client, interaction.id, (entry) => ({ ...entry, interaction: newer(entry.interaction) }));
  if (interaction.customer_id) addToTimeline(client, interaction.customer_id, interaction);
}

function applyCustomer(client: QueryClient, event: HubEvent): void {
  const customer = event.data as Customer;
  client.setQueryData<Customer>(
    keys.customer(customer.id),
    (known) => known && mergeCustomer(known, customer),
  );
  if (event.event === "customer.merged" || event.event === "customer.unmerged") {
    void client.invalidateQueries({ queryKey: ["customer"] });
    void client.invalidateQueries({ queryKey: ["timeline"] });
  }
  void client.invalidateQueries({ queryKey: ["customers"] });
}

function patchTimelines(
  client: QueryClient,
  id: string,
  change: (entry: TimelineEntry) => TimelineEntry,
): void {
  client.setQueriesData<Timeline>({ queryKey: ["timeline"] }, (timeline) => {
    if (!timeline?.pages.some((page) => page.items.some((entry) => entry.interaction.id === id)))
      return timeline;
    const pages = timeline.pages.map((page) => ({
      ...page,
      items: page.items.map((entry) => (entry.interaction.id === id ? change(entry) : entry)),
    }));
    return { ...timeline, pages };
  });
}

function addToTimeline(client: QueryClient, customerId: string, interaction: Interaction): void {
  client.setQueryData<Timeline>(keys.timeline(customerId), (timeline) => {
    const first = timeline?.pages[0];
    if (!timeline || !first || holds(timeline, interaction.id)) return timeline;
    const entry: TimelineEntry = { interaction, messages: [], more: true };
    return { ...timeline, pages: [{ ...first, items: [entry, ...first.items] }, ...timeline.pages.slice(1)] };
  });
}

const holds = (timeline: Timeline, id: string): boolean =>
  timeline.pages.some((page) => page.items.some((entry) => entry.interaction.id === id));
