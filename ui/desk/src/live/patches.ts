/** Applies the hub's events to what the desk holds: pure functions, safe to apply twice and in any order. */
import type { Canned, Macro, Shared } from "../api/knowledge.ts";
import type {
  Agent,
  Channel,
  Customer,
  DeliveryState,
  Desk,
  HubEvent,
  Interaction,
  InteractionState,
  Message,
  Offer,
  Queue,
} from "../api/types.ts";

interface Versioned {
  id: string;
  version: number;
}

const CLOSED: ReadonlySet<InteractionState> = new Set(["closed", "abandoned"]);

export const isOpen = (interaction: Interaction): boolean => !CLOSED.has(interaction.state);

/** Put `item` in place of the one with its id when it is not older, else at the end. */
export function upsert<T extends Versioned>(items: T[], item: T): T[] {
  const at = items.findIndex((each) => each.id === item.id);
  if (at < 0) return [...items, item];
  if ((items[at]?.version ?? 0) > item.version) return items;
  return items.with(at, item);
}

export function without<T extends { id: string }>(items: T[], id: string): T[] {
  return items.some((each) => each.id === id) ? items.filter((each) => each.id !== id) : items;
}

export function patchDesk(desk: Desk, event: HubEvent): Desk {
  const [subject] = event.event.split(".");
  switch (subject) {
    case "interaction":
      return withInteraction(desk, event.data as Interaction);
    case "call":
      return event.event === "call.popped" ? withPopped(desk, event.data) : withCall(desk, event.data);
    case "offer":
      return withOffer(desk, event.data as Offer);
    case "agent":
      return withAgent(desk, event.data as Agent);
    case "customer":
      return withCustomer(desk, event.data as Customer);
    case "queue":
      return { ...desk, queues: upsert(desk.queues, event.data as Queue) };
    case "canned":
      return { ...desk, canned: withShared(desk, desk.canned, event.data as Canned) };
    case "macro":
      return { ...desk, macros: withShared(desk, desk.macros, event.data as Macro) };
    case "channel":
      return withChannel(desk, event.data as Channel);
    default:
      return desk;
  }
}

/** What the agent may use from now on: the own before the team's before everybody's is the hub's order at the start. */
function withShared<T extends Shared>(desk: Desk, items: T[], item: T): T[] {
  const mine =
    item.scope === "everybody" ||
    (item.scope === "team" && desk.agent?.team === item.team) ||
    (desk.agent !== null && item.agent_id === desk.agent.id);
  return mine && !item.deleted ? upsert(items, item) : without(items, item.id);
}

export function withInteraction(desk: Desk, interaction: Interaction): Desk {
  const known = desk.interactions.find((each) => each.id === interaction.id);
  if (known && known.version > interaction.version) return desk;
  const wrapped = desk.agent && asWrapped(interaction, desk.agent.id);
  const mine =
    wrapped !== null ||
    (desk.agent !== null &&
      isOpen(interaction) &&
      ((interaction.agent_id === desk.agent.id && isHeld(interaction)) ||
        isConsulted(interaction, desk.agent.id)));
  const interactions = mine
    ? upsert(desk.interactions, wrapped ?? interaction)
    : without(desk.interactions, interaction.id);
  const offers = desk.offers.map((offer) =>
    offer.interaction_id === interaction.id && offer.interaction.version <= interaction.version
      ? { ...offer, interaction }
      : offer,
  );
  return { ...desk, interactions, offers };
}

/** Work that an agent has, as opposed to work that is still being offered to somebody. */
function isHeld(interaction: Interaction): boolean {
  return !["new", "waiting", "offered"].includes(interaction.state);
}

/** What somebody else has by now, as the agent sees it who still wraps it up; null when there is nothing to do. */
function asWrapped(interaction: Interaction, agentId: string): Interaction | null {
  const own = interaction.wrapping?.find((each) => each.agent_id === agentId);
  if (!own || interaction.agent_id === agentId) return null;
  return { ...interaction, state: "wrapping", agent_id: agentId, wrap_until: own.until, call: null };
}

/** A colleague's call in which this agent is asked, from the ringing of the telephone on. */
export function isConsulted(interaction: Interaction, agentId: string): boolean {
  const consult = interaction.call?.consult;
  return consult?.agent_id === agentId && consult.state !== "offered";
}

function withCall(desk: Desk, data: unknown): Desk {
  return isInteraction(data) ? withInteraction(desk, data) : desk;
}

function withPopped(desk: Desk, data: unknown): Desk {
  const { interaction, customer } = data as { interaction: Interaction; customer?: Customer | null };
  const shown = withInteraction(desk, interaction);
  return customer ? withCustomer(shown, customer) : shown;
}

function withOffer(desk: Desk, offer: Offer): Desk {
  const mine = desk.agent !== null && offer.agent_id === desk.agent.id;
  const others = without(desk.offers, offer.id);
  if (!mine || offer.state !== "pending") return { ...desk, offers: others };
  const at = desk.offers.findIndex((each) => each.id === offer.id);
  const offers = at < 0 ? [...others, offer] : desk.offers.with(at, offer);
  return offer.customer ? withCustomer({ ...desk, offers }, offer.customer) : { ...desk, offers };
}

export function withAgent(desk: Desk, agent: Agent): Desk {
  const me = desk.agent?.id === agent.id && desk.agent.version <= agent.version ? agent : desk.agent;
  return { ...desk, agent: me, agents: upsert(desk.agents, agent) };
}

function withCustomer(desk: Desk, customer: Customer): Desk {
  return { ...desk, customers: upsert(desk.customers, customer) };
}

function withChannel(desk: Desk, channel: Channel): Desk {
  const at = desk.channels.findIndex((each) => each.name === channel.name);
  return { ...desk, channels: at < 0 ? [...desk.channels, channel] : desk.channels.with(at, channel) };
}

export function isInteraction(data: unknown): data is Interaction {
  return (
    typeof data === "object" && data !== null && "channel" in data && "version" in data && "state" in data
  );
}

/** The full record also holds consents and duplicates, which events leave out. */
export function mergeCustomer(known: Customer | undefined, fresh: Customer): Customer {
  if (!known) return fresh;
  if (known.version > fresh.version) return known;
  const kept: Partial<Customer> = {};
  if (known.consents) kept.consents = known.consents;
  if (known.duplicates) kept.duplicates = known.duplicates;
  return { ...kept, ...fresh };
}

const RANK: Record<DeliveryState, number> = {
  queued: 0,
  leased: 1,
  sending: 2,
  unknown: 3,
  accepted: 10,
  sent: 20,
  delivered: 30,
  undelivered: 30,
  failed: 30,
  skipped: 30,
  expired: 30,
  cancelled: 30,
  read: 40,
};

const rank = (message: Message): number => (message.delivery ? RANK[message.delivery.state] : -1);

/** Put a message in order; a delivery state never goes back, whatever order answers and events come in. */
export function withMessage(messages: Message[], message: Message): Message[] {
  const at = messages.findIndex((each) => each.id === message.id);
  if (at < 0) return [...messages, message].sort((left, right) => left.seq - right.seq);
  const known = messages[at];
  return known && rank(known) > rank(message) ? messages : messages.with(at, message);
}
