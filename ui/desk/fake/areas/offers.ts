/** Offers: one is made at `/api/v1/offer-now`, then accepted or rejected. */
import type { Offer } from "../../src/api/types.ts";
import type { Area, Host } from "../area.ts";
import * as data from "../data/index.ts";
import { update } from "./interactions.ts";

export const offers: Area = ({ method, parts: [kind = "", id, action] }, hub) => {
  if (kind === "offer-now") return [200, make(hub)];
  return method === "POST" && kind === "offers" ? [200, decide(hub, id, action)] : null;
};

function make(hub: Host): object {
  const waiting = data.interactions.find((each) => each.state === "waiting");
  if (!waiting || hub.offers.length > 0) return {};
  const offer: Offer = {
    id: hub.id("o"),
    interaction_id: waiting.id,
    epoch: 1,
    agent_id: "a1",
    state: "pending",
    created_at: new Date().toISOString(),
    deadline: data.soon(30),
    interaction: waiting,
    customer: data.customers.find((each) => each.id === waiting.customer_id) ?? null,
    why: { queue: "Sales", rule: "Spanish chats", requirement: "spanish>=6", waited_s: 34 },
  };
  hub.offers = [offer];
  hub.emit("offer.created", offer);
  return offer;
}

function decide(hub: Host, id: string | undefined, action: string | undefined): Offer | object {
  const offer = hub.offers.find((each) => each.id === id);
  if (!offer) return {};
  hub.offers = [];
  offer.state = action === "accept" ? "accepted" : "rejected";
  hub.emit("offer.updated", offer);
  if (action === "accept")
    update(hub, offer.interaction, {
      state: "active",
      agent_id: "a1",
      accepted_at: new Date().toISOString(),
    });
  return offer;
}
