/** Who is signed in, the desk's snapshot, and presence. */
import type { Agent, Desk } from "../../src/api/types.ts";
import { page, type Answer, type Area, type Body, type Host } from "../area.ts";
import * as data from "../data/index.ts";

let signedIn = true;

export const session: Area = ({ method, parts: [kind = "", id], body }, hub) => {
  switch (`${method} ${kind}`) {
    case "POST session":
      signedIn = body.password !== "wrong";
      return who("wrong");
    case "GET session":
      return who("who");
    case "DELETE session":
      signedIn = false;
      return [204, null];
    case "GET desk":
      return [200, desk(hub)];
    case "GET agents":
      return id ? null : page(data.agents);
    case "PUT agents":
      return [200, presence(hub, body)];
    default:
      return null;
  }
};

const who = (title: string): Answer => (signedIn ? [200, { user: data.me, csrf: "x" }] : [401, { title }]);

function desk({ seq, offers }: Host): Desk {
  return {
    seq,
    now: new Date().toISOString(),
    user: data.me,
    agent: data.agents[0] as Agent,
    offers,
    interactions: data.interactions.filter((each) => each.agent_id === "a1" && each.state !== "closed"),
    customers: data.customers,
    agents: data.agents,
    queues: data.queues,
    dispositions: data.dispositions,
    canned: data.canned,
    macros: data.macros,
    channels: data.channels,
    settings: {
      languages: ["en", "zh-CN"],
      public_url: "https://hub.example",
      time_zone: "Europe/Berlin",
      demo: true,
      softphone: false,
      not_ready_reasons: ["break", "lunch", "meeting", "training"],
      max_upload_bytes: 20_000_000,
    },
  };
}

function presence(hub: Host, body: Body): Agent {
  const mine = data.agents[0] as Agent;
  mine.version += 1;
  mine.presence = {
    state: body.state as Agent["presence"]["state"],
    reason: (body.reason as string | undefined) ?? "",
    since: new Date().toISOString(),
    pending: null,
    pending_reason: "",
  };
  hub.emit("agent.updated", mine);
  return mine;
}
