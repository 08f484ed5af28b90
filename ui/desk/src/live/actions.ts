/** What an agent does to interactions: each call shows its answer at once and says why when it is refused. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { post, put } from "../api/client.ts";
import type { Agent, Desk, Interaction, Offer, PresenceState } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { showProblem } from "../parts/notices.tsx";
import { applyEvent, keys } from "./cache.ts";
import { isInteraction, withAgent, without } from "./patches.ts";

export interface CloseWith {
  disposition?: string;
  note?: string;
}

export function useActions() {
  const client = useQueryClient();
  const { t } = useLanguage();
  return useMemo(() => {
    /** True when it worked; a refusal is shown and answered with false. */
    const run = async (work: () => Promise<unknown>): Promise<boolean> => {
      try {
        const answer = await work();
        if (isInteraction(answer)) {
          applyEvent(client, { seq: 0, event: "interaction.updated", at: "", data: answer });
        }
        return true;
      } catch (error) {
        showProblem(t, error);
        return false;
      }
    };
    const act = (id: string, action: string, body: object = {}) =>
      run(() => post<Interaction | undefined>(`/interactions/${id}/${action}`, body));
    const dropOffer = (id: string) =>
      client.setQueryData<Desk>(keys.desk, (desk) => desk && { ...desk, offers: without(desk.offers, id) });

    return {
      run,
      close: (id: string, result: CloseWith = {}) => act(id, "close", result),
      end: (id: string) => act(id, "end"),
      pend: (id: string) => act(id, "pend"),
      resume: (id: string) => act(id, "resume"),
      snooze: (id: string, until: Date) => act(id, "snooze", { until: until.toISOString() }),
      transfer: (id: string, to: { agent_id: string } | { queue_id: string }, note: string) =>
        act(id, "transfer", note ? { ...to, note } : to),
      /** Warm: asked first, while the customer hears music. */
      consult: (id: string, to: { agent_id: string } | { queue_id: string }, note: string) =>
        act(id, "transfer", { ...to, note, mode: "warm" }),
      call: (id: string, action: string, value?: string) =>
        act(id, "call", value === undefined ? { action } : { action, value }),
      accept: async (offer: Offer) => {
        const done = await run(() => post(`/offers/${offer.id}/accept`));
        dropOffer(offer.id);
        return done;
      },
      reject: (offer: Offer, reason: string) => {
        dropOffer(offer.id);
        return run(() => post(`/offers/${offer.id}/reject`, { reason }));
      },
      setPresence: async (agent: Agent, state: PresenceState, reason: string) => {
        const done = await run(async () => {
          const answer = await put<Agent | undefined>(`/agents/${agent.id}/presence`, { state, reason });
          if (answer && "presence" in answer && "load" in answer) {
            client.setQueryData<Desk>(keys.desk, (desk) => desk && withAgent(desk, answer));
          }
        });
        return done;
      },
      markRead: (id: string, seq: number) => {
        client.setQueryData<Desk>(
          keys.desk,
          (desk) =>
            desk && {
              ...desk,
              interactions: desk.interactions.map((each) => (each.id === id ? { ...each, unread: 0 } : each)),
            },
        );
        // A mark that gets lost comes again with the next message; nobody needs to hear of it.
        post(`/interactions/${id}/read`, { seq }).catch(() => undefined);
      },
      typing: (id: string, on: boolean) => {
        // "Typing" may be lost by contract.
        post(`/interactions/${id}/typing`, { on }).catch(() => undefined);
      },
    };
  }, [client, t]);
}

export type Actions = ReturnType<typeof useActions>;
