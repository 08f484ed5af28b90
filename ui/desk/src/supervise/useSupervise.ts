/** What a supervisor does to others' work: each act says what it did, with a way back where there is one. */
import { useMemo } from "react";
import { get, post } from "../api/client.ts";
import type { Explanation } from "../api/explain.ts";
import type { Agent, Interaction, PresenceState, Queue } from "../api/types.ts";
import { presenceName } from "../desk/PresenceControl.tsx";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { showDone, showNote } from "../parts/notices.tsx";
import { readableAddress } from "../text/times.ts";
import type { Work } from "./acts.ts";

export type Subject = Pick<Interaction, "id" | "customer_name" | "address">;
export type MonitorMode = "listen" | "whisper" | "barge";

export const waits = (one: Work): boolean => ["new", "waiting", "offered"].includes(one.state);

export function useSupervise() {
  const { t } = useLanguage();
  const { run, setPresence } = useActions();
  return useMemo(() => {
    const nameOf = (one: Subject) =>
      one.customer_name || readableAddress(one.address) || t("customer.unknown");
    const undo = (work: () => Promise<unknown>) => ({
      label: t("common.undo"),
      run: () => void run(work),
    });

    const setPriority = async (one: Subject & { priority: number }, priority: number) => {
      const before = one.priority;
      const done = await run(() => post(`/interactions/${one.id}/reprioritise`, { priority }));
      const back = undo(() => post(`/interactions/${one.id}/reprioritise`, { priority: before }));
      if (done) showDone(t("priority.done", { name: nameOf(one), priority }), back);
      return done;
    };
    const move = async (one: Work, queue: Queue) => {
      const before = waits(one) ? one.queue_id : null;
      const path = `/interactions/${one.id}/move`;
      const done = await run(() => post(path, { queue_id: queue.id }));
      const back = before ? undo(() => post(path, { queue_id: before })) : undefined;
      if (done) showDone(t("move.done", { name: nameOf(one), queue: queue.name }), back);
      return done;
    };
    const rescind = async (one: Subject) => {
      const offer = { isOpen: false };
      const done = await run(async () => {
        const told = await get<Explanation>(`/interactions/${one.id}/explain`);
        if (!told.offer_id) return;
        offer.isOpen = true;
        await post(`/offers/${told.offer_id}/rescind`);
      });
      if (done && offer.isOpen) showDone(t("rescind.done", { name: nameOf(one) }));
      if (done && !offer.isOpen) showNote(t("rescind.none"));
      return done;
    };
    const assign = async (one: Work, agent: Agent, ignoreCapacity: boolean) => {
      const done = await run(() =>
        post(`/interactions/${one.id}/assign`, { agent_id: agent.id, ignore_capacity: ignoreCapacity }),
      );
      const back = { label: t("common.undo"), run: () => void rescind(one) };
      if (done) showDone(t("assign.done", { name: nameOf(one), agent: agent.name }), back);
      return done;
    };
    const requeue = async (one: Subject) => {
      const done = await run(() => post(`/interactions/${one.id}/requeue`));
      if (done) showDone(t("requeue.done", { name: nameOf(one) }));
      return done;
    };
    const monitor = async (one: Subject, mode: MonitorMode) => {
      const done = await run(() => post(`/interactions/${one.id}/monitor`, { mode }));
      if (done) showDone(t("monitor.done"));
      return done;
    };
    const force = async (agent: Agent, state: PresenceState, reason = "") => {
      const { state: before, reason: beforeReason } = agent.presence;
      const done = await setPresence(agent, state, reason);
      const back = { label: t("common.undo"), run: () => void setPresence(agent, before, beforeReason) };
      const isTurned = state !== before || reason !== beforeReason;
      if (done && isTurned)
        showDone(t("force.done", { name: agent.name, state: presenceName(t, state, reason) }), back);
      return done;
    };
    return { nameOf, setPriority, move, rescind, assign, requeue, monitor, force };
  }, [run, setPresence, t]);
}

export type Supervise = ReturnType<typeof useSupervise>;
