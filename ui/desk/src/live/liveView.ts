/** Applies the hub's events to a supervisor's live view: pure functions, safe to apply twice and in any order. */
import type { Alarm, HeldWork, LiveAgent, LiveQueue, LiveView, WaitingInteraction } from "../api/routing.ts";
import type { Agent, HubEvent, Interaction, Queue } from "../api/types.ts";
import { isInteraction, isOpen } from "./patches.ts";

const WAITS: ReadonlySet<Interaction["state"]> = new Set(["new", "waiting", "offered"]);

export function patchLive(view: LiveView, event: HubEvent): LiveView {
  const [subject, verb] = event.event.split(".");
  if (subject === "queue") return withQueue(view, event.data as Queue);
  if (subject === "agent") return withAgent(view, event.data as Agent);
  if (subject === "alarm") return withAlarm(view, event.data as Alarm, verb === "raised");
  if (subject === "interaction" || subject === "call") {
    return isInteraction(event.data) ? withInteraction(view, event.data) : view;
  }
  return view;
}

/** Whether an event changes what only the hub can work out: places in line, estimates, shares. */
export function movesTheLine(event: HubEvent): boolean {
  return /^(interaction|offer|queue|alarm|plan)\./.test(event.event) || event.event === "agent.updated";
}

function withQueue(view: LiveView, queue: Queue): LiveView {
  const at = view.queues.findIndex((each) => each.id === queue.id);
  const known = view.queues[at];
  if (!known) return { ...view, queues: [...view.queues, queue] };
  if (known.version > queue.version) return view;
  return { ...view, queues: view.queues.with(at, { ...known, ...queue }) };
}

function withAgent(view: LiveView, agent: Agent): LiveView {
  const at = view.agents.findIndex((each) => each.id === agent.id);
  const known = view.agents[at];
  if (!known) return { ...view, agents: [...view.agents, { ...agent, work: [] }] };
  if (known.version > agent.version) return view;
  return { ...view, agents: view.agents.with(at, { ...known, ...agent, work: known.work ?? [] }) };
}

function withAlarm(view: LiveView, alarm: Alarm, isRaised: boolean): LiveView {
  if (alarm.alarm !== "unroutable") return view;
  const others = view.alarms.filter((each) => each.id !== alarm.id);
  return { ...view, alarms: isRaised ? [...others, alarm] : others };
}

/** The hub tells each kind of contact apart; what the same queue lacks is said once. */
export function mergedAlarms(alarms: Alarm[]): Alarm[] {
  const merged = new Map<string, Alarm>();
  for (const alarm of alarms) {
    const key = JSON.stringify([alarm.queue_id, alarm.needs, alarm.nobody_configured]);
    const known = merged.get(key);
    merged.set(key, known ? together(known, alarm) : { ...alarm, id: key });
  }
  return [...merged.values()].toSorted((left, right) =>
    (left.oldest ?? "").localeCompare(right.oldest ?? ""),
  );
}

function together(left: Alarm, right: Alarm): Alarm {
  const earlier = (one: string | null | undefined, other: string | null | undefined): string | null =>
    [one, other].filter((each): each is string => Boolean(each)).toSorted()[0] ?? null;
  return {
    ...left,
    count: left.count + right.count,
    oldest: earlier(left.oldest, right.oldest),
    relaxes_at: earlier(left.relaxes_at, right.relaxes_at),
    interaction_ids: [...left.interaction_ids, ...right.interaction_ids],
  };
}

function withInteraction(view: LiveView, interaction: Interaction): LiveView {
  const known = view.waiting.find((each) => each.id === interaction.id);
  const held = view.agents.some((agent) =>
    agent.work?.some((each) => each.id === interaction.id && (each.version ?? 0) > interaction.version),
  );
  if (held || (known && known.version > interaction.version)) return view;
  const waits = WAITS.has(interaction.state) && interaction.queue_id !== null;
  const others = view.waiting.filter((each) => each.id !== interaction.id);
  const waiting = waits ? inPlace(view.waiting, merged(known, interaction)) : others;
  return { ...view, waiting, agents: view.agents.map((agent) => withWork(agent, interaction)) };
}

/** Events tell the interaction, not its place in line; that stays as last told while it waits in the same queue. */
function merged(known: WaitingInteraction | undefined, fresh: WaitingInteraction): WaitingInteraction {
  if (fresh.work || known?.queue_id !== fresh.queue_id || !known.work) return fresh;
  return { ...fresh, work: known.work };
}

function inPlace(waiting: WaitingInteraction[], one: WaitingInteraction): WaitingInteraction[] {
  const at = waiting.findIndex((each) => each.id === one.id);
  return at < 0 ? [...waiting, one] : waiting.with(at, one);
}

function withWork(agent: LiveAgent, interaction: Interaction): LiveAgent {
  const work = agent.work ?? [];
  const has = work.some((each) => each.id === interaction.id);
  const mine = interaction.agent_id === agent.id && isOpen(interaction) && !WAITS.has(interaction.state);
  if (!has && !mine) return agent;
  if (!mine) return { ...agent, work: work.filter((each) => each.id !== interaction.id) };
  const at = work.findIndex((each) => each.id === interaction.id);
  return { ...agent, work: at < 0 ? [...work, interaction] : work.with(at, interaction) };
}

/** Where the agents of a queue stand: each signed-in one is counted once. */
export interface Staff {
  signedIn: number;
  free: number;
  busy: number;
  away: number;
}

export function staffOf(queue: LiveQueue, agents: readonly LiveAgent[]): Staff {
  const members = new Set(queue.members.map((each) => each.agent_id));
  const here = agents.filter(
    (agent) =>
      agent.presence.state !== "offline" && (members.has(agent.id) || agent.queue_ids.includes(queue.id)),
  );
  const away = here.filter((agent) => agent.presence.state !== "ready" || agent.presence.lost_at);
  const busy = here.filter((agent) => !away.includes(agent) && isBusy(agent));
  return {
    signedIn: here.length,
    away: away.length,
    busy: busy.length,
    free: here.length - away.length - busy.length,
  };
}

const isBusy = (agent: LiveAgent): boolean =>
  agent.load.units_used > 0 || Object.values(agent.load.by_kind).some((count) => count > 0);

/** What is worked on now comes before what waits for the customer or sleeps. */
export function workInHand(agent: LiveAgent): { now: HeldWork[]; aside: HeldWork[] } {
  const work = agent.work ?? [];
  const isAside = (each: HeldWork) => each.state === "pending" || each.state === "snoozed";
  return { now: work.filter((each) => !isAside(each)), aside: work.filter(isAside) };
}
