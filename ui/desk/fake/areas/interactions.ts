/** Contacts at work: read, write, call, hand over, finish; and their files. */
import type { Interaction, Message } from "../../src/api/types.ts";
import { oneOf, page, type Area, type Body, type Host } from "../area.ts";
import * as data from "../data/index.ts";

const PICTURE = {
  id: "f2",
  name: "picture.png",
  type: "image/png",
  size: 18_400,
  url: "/api/v1/attachments/f2",
};

export const interactions: Area = ({ method, parts: [kind = "", id, action], query, body }, hub) => {
  if (method === "POST" && kind === "attachments") return [201, PICTURE];
  if (kind !== "interactions") return null;
  if (method === "POST") return [200, act(hub, id, action, body)];
  if (!id) return page(data.interactions.filter((each) => each.state === query.get("state")));
  if (action === "messages") return page(data.messagesOf(id));
  return oneOf(data.interactions, id, "interaction");
};

function act(hub: Host, id: string | undefined, action: string | undefined, body: Body): unknown {
  const found =
    data.interactions.find((each) => each.id === id) ??
    data.interaction(hub.id("i"), {
      agent_id: "a1",
      customer_id: (body.customer_id as string | undefined) ?? null,
    });
  if (action === "messages") return write(hub, found, body);
  const change: Partial<Interaction> = {};
  if (action === "close") change.state = "closed";
  if (action === "snooze") Object.assign(change, { state: "snoozed", snoozed_until: body.until });
  if (action === "pend") change.state = "pending";
  if (action === "resume") change.state = "active";
  if (action === "read") change.unread = 0;
  if (action === "transfer") Object.assign(change, { agent_id: body.agent_id ?? null, state: "waiting" });
  if (action === "call") Object.assign(change, control(found, body.action as string));
  return update(hub, found, change);
}
function control(found: Interaction, action: string): Partial<Interaction> {
  if (!found.call) return {};
  if (action === "hang_up")
    return {
      state: "wrapping",
      ended_at: new Date().toISOString(),
      wrap_until: new Date(Date.now() + 30_000).toISOString(),
      call: { ...found.call, state: "ended" },
    };
  const held = action === "hold" ? true : action === "unhold" ? false : found.call.held;
  const muted = action === "mute" ? true : action === "unmute" ? false : found.call.muted;
  const participants = found.call.participants.map((each) => ({
    ...each,
    held: each.label === "customer" && held,
    muted: each.label === "agent" && muted,
  }));
  return { call: { ...found.call, held, muted, participants } };
}
export function update(hub: Host, found: Interaction, change: Partial<Interaction>): Interaction {
  Object.assign(found, change, { version: found.version + 1 });
  hub.emit("interaction.updated", found);
  return found;
}
function write(hub: Host, found: Interaction, body: Body): Message {
  const isNote = body.kind === "note";
  const made = data.message(found.id, {
    kind: isNote ? "note" : found.kind === "email" ? "email" : "text",
    direction: isNote ? "internal" : "out",
    text: body.text as string,
    subject: (body.subject as string | undefined) ?? "",
    author: { type: "agent", id: "a1", name: "李静" },
    delivery: isNote ? null : { state: "queued", error_class: null, error_code: null },
    created_at: new Date().toISOString(),
  });
  data.messages.push(made);
  hub.emit("message.created", made);
  if (!isNote) {
    for (const [delay, state] of [
      [900, "sent"],
      [2200, "delivered"],
    ] as const) {
      setTimeout(() => {
        made.delivery = { state, error_class: null, error_code: null };
        hub.emit("message.updated", made);
      }, delay);
    }
  }
  return made;
}
