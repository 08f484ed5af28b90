/** A hub in memory for `npm run fake`: enough of the API and the socket to work with the desk. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Plugin } from "vite";
import { WebSocketServer, type WebSocket } from "ws";
import type { Agent, Customer, Desk, Interaction, Message, Offer } from "../src/api/types.ts";
import * as data from "./data.ts";
import { routingAnswer, settings } from "./routing.ts";

type Body = Record<string, unknown>;
interface Asked {
  method: string;
  parts: string[];
  query: URLSearchParams;
  body: Body;
}

class FakeHub {
  private readonly sockets = new Set<WebSocket>();
  private seq = 100;
  private serial = 1000;
  private signedIn = true;
  offers: Offer[] = [];

  join(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.send(JSON.stringify({ type: "hello", seq: this.seq }));
  }

  emit(event: string, subject: unknown): void {
    this.seq += 1;
    const frame = JSON.stringify({
      type: "event",
      seq: this.seq,
      event,
      at: new Date().toISOString(),
      data: subject,
    });
    for (const socket of this.sockets) socket.send(frame);
  }

  offer(): void {
    const waiting = data.interactions.find((each) => each.state === "waiting");
    if (!waiting || this.offers.length > 0) return;
    const offer: Offer = {
      id: this.id("o"),
      interaction_id: waiting.id,
      epoch: 1,
      agent_id: "a1",
      state: "pending",
      created_at: new Date().toISOString(),
      deadline: new Date(Date.now() + 30_000).toISOString(),
      interaction: waiting,
      customer: data.customers.find((each) => each.id === waiting.customer_id) ?? null,
      why: { queue: "Sales", rule: "Spanish chats", requirement: "spanish>=6", waited_s: 34 },
    };
    this.offers = [offer];
    this.emit("offer.created", offer);
  }

  answer({ method, parts, query, body }: Asked): [number, unknown] {
    const routed = routingAnswer(method, parts, body, this.seq);
    if (routed) return routed;
    const [kind, id, action] = parts;
    switch (`${method} ${kind ?? ""}`) {
      case "POST session":
        this.signedIn = body.password !== "wrong";
        return this.signedIn ? [200, { user: data.me, csrf: "x" }] : [401, { title: "wrong" }];
      case "GET session":
        return this.signedIn ? [200, { user: data.me, csrf: "x" }] : [401, { title: "who" }];
      case "DELETE session":
        this.signedIn = false;
        return [204, null];
      case "GET desk":
        return [200, this.desk()];
      case "GET customers":
        return this.customers(id, action, query);
      case "PATCH customers":
      case "POST customers":
        return [200, this.saveCustomer(id, body)];
      case "GET interactions":
        return this.readInteractions(id, action, query);
      case "POST interactions":
        return [200, this.act(id, action, body)];
      case "POST offers":
        return [200, this.answerOffer(id, action)];
      case "PUT agents":
        return [200, this.presence(body)];
      case "POST attachments":
        return [
          201,
          { id: "f2", name: "picture.png", type: "image/png", size: 18_400, url: "/api/v1/attachments/f2" },
        ];
      case "GET search":
        return [
          200,
          {
            items: [
              {
                type: "customer",
                id: "c1",
                customer_id: "c1",
                interaction_id: null,
                title: "王小明",
                excerpt: "+86 138 0013 8000",
                at: data.ago(0),
              },
            ],
            next: null,
          },
        ];
      default:
        return method === "GET" ? [200, this.list(kind)] : [200, {}];
    }
  }

  private list(kind: string | undefined): unknown {
    const lists: Record<string, unknown[]> = {
      users: [
        data.me,
        { ...data.me, id: "u2", login: "ravi", name: "Ravi Subramaniam", roles: ["agent"], agent_id: "a2" },
      ],
      queues: data.queues.map((each) => ({ ...settings, ...each })),
      channels: data.channels,
      templates: data.canned.map((each) => ({ ...each, version: 1, purpose: "reply" })),
      "entry-rules": [
        {
          id: "r1",
          version: 1,
          name: "Spanish chats",
          position: 10,
          conditions: { channels: ["site"], languages: ["es"] },
          queue_id: "q1",
          requirements: [{ skill: "spanish", level: 6 }],
          priority: 0,
          to_owner: false,
          enabled: true,
        },
        {
          id: "r2",
          version: 1,
          name: "Everything else",
          position: 99,
          conditions: {},
          queue_id: "q2",
          requirements: [],
          priority: 0,
          to_owner: true,
          enabled: true,
        },
      ],
      rules: [
        {
          id: "b1",
          version: 1,
          name: "Birthday greeting",
          trigger: "birthday",
          template_id: "t1",
          channels: ["text", "mailbox"],
          at: "09:30:00",
          window: { start: "09:00:00", end: "20:00:00" },
          zone: "UTC",
          enabled: true,
        },
      ],
    };
    return { items: lists[kind ?? ""] ?? [], next: null };
  }

  private desk(): Desk {
    return {
      seq: this.seq,
      now: new Date().toISOString(),
      user: data.me,
      agent: data.agents[0] as Agent,
      offers: this.offers,
      interactions: data.interactions.filter((each) => each.agent_id === "a1" && each.state !== "closed"),
      customers: data.customers,
      agents: data.agents,
      queues: data.queues,
      dispositions: data.dispositions,
      canned: data.canned,
      channels: data.channels,
      settings: {
        languages: ["en", "zh-CN"],
        demo: true,
        softphone: false,
        not_ready_reasons: ["break", "lunch", "meeting", "training"],
        max_upload_bytes: 20_000_000,
      },
    };
  }

  private customers(
    id: string | undefined,
    action: string | undefined,
    query: URLSearchParams,
  ): [number, unknown] {
    if (!id) {
      const wanted = query.get("q") ?? "";
      return [
        200,
        { items: data.customers.filter((each) => JSON.stringify(each).includes(wanted)), next: null },
      ];
    }
    if (action === "timeline") {
      const found = data.interactions
        .filter((each) => each.customer_id === id)
        .toSorted((left, right) => right.created_at.localeCompare(left.created_at));
      return [
        200,
        {
          items: found.map((each) => ({
            interaction: each,
            messages: messagesOf(each.id).slice(-3),
            more: true,
          })),
          next: null,
        },
      ];
    }
    const found = data.customers.find((each) => each.id === id);
    return found ? [200, found] : [404, { title: "no such customer" }];
  }

  private saveCustomer(id: string | undefined, body: Body): Customer {
    const known = data.customers.find((each) => each.id === id);
    const saved = known
      ? Object.assign(known, body, { version: known.version + 1 })
      : data.customer(this.id("c"), "", body);
    if (!known) data.customers.push(saved);
    this.emit("customer.updated", saved);
    return saved;
  }

  private readInteractions(
    id: string | undefined,
    action: string | undefined,
    query: URLSearchParams,
  ): [number, unknown] {
    if (!id)
      return [
        200,
        { items: data.interactions.filter((each) => each.state === query.get("state")), next: null },
      ];
    if (action === "messages") return [200, { items: messagesOf(id), next: null }];
    const found = data.interactions.find((each) => each.id === id);
    return found ? [200, found] : [404, { title: "no such interaction" }];
  }

  private act(id: string | undefined, action: string | undefined, body: Body): unknown {
    const found =
      data.interactions.find((each) => each.id === id) ??
      data.interaction(this.id("i"), {
        agent_id: "a1",
        customer_id: (body.customer_id as string | undefined) ?? null,
      });
    if (action === "messages") return this.write(found, body);
    const change: Partial<Interaction> = {};
    if (action === "close") change.state = "closed";
    if (action === "snooze") Object.assign(change, { state: "snoozed", snoozed_until: body.until });
    if (action === "pend") change.state = "pending";
    if (action === "resume") change.state = "active";
    if (action === "read") change.unread = 0;
    if (action === "transfer") Object.assign(change, { agent_id: body.agent_id ?? null, state: "waiting" });
    if (action === "call") Object.assign(change, this.control(found, body.action as string));
    return this.update(found, change);
  }

  private control(found: Interaction, action: string): Partial<Interaction> {
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

  private update(found: Interaction, change: Partial<Interaction>): Interaction {
    Object.assign(found, change, { version: found.version + 1 });
    this.emit("interaction.updated", found);
    return found;
  }

  private write(found: Interaction, body: Body): Message {
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
    this.emit("message.created", made);
    if (!isNote) {
      for (const [delay, state] of [
        [900, "sent"],
        [2200, "delivered"],
      ] as const) {
        setTimeout(() => {
          made.delivery = { state, error_class: null, error_code: null };
          this.emit("message.updated", made);
        }, delay);
      }
    }
    return made;
  }

  private answerOffer(id: string | undefined, action: string | undefined): Offer | object {
    const offer = this.offers.find((each) => each.id === id);
    if (!offer) return {};
    this.offers = [];
    offer.state = action === "accept" ? "accepted" : "rejected";
    this.emit("offer.updated", offer);
    if (action === "accept")
      this.update(offer.interaction, {
        state: "active",
        agent_id: "a1",
        accepted_at: new Date().toISOString(),
      });
    return offer;
  }

  private presence(body: Body): Agent {
    const mine = data.agents[0] as Agent;
    mine.version += 1;
    mine.presence = {
      state: body.state as Agent["presence"]["state"],
      reason: (body.reason as string | undefined) ?? "",
      since: new Date().toISOString(),
      pending: null,
      pending_reason: "",
    };
    this.emit("agent.updated", mine);
    return mine;
  }

  private id(prefix: string): string {
    this.serial += 1;
    return `${prefix}${this.serial}`;
  }
}

const messagesOf = (id: string): Message[] => data.messages.filter((each) => each.interaction_id === id);

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="150"><rect width="240" height="150" fill="#dfe4f5"/><rect x="30" y="60" width="80" height="60" fill="#b08d57"/><rect x="125" y="45" width="85" height="75" fill="#c8a165"/></svg>`;

export function fakeHub(): Plugin {
  const hub = new FakeHub();
  const respond = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const url = new URL(request.url ?? "/", "http://fake");
    if (!url.pathname.startsWith("/api/v1/")) {
      next();
      return;
    }
    const parts = url.pathname.slice("/api/v1/".length).split("/");
    if (parts[0] === "attachments" && request.method === "GET") {
      send(response, 200, PICTURE, "image/svg+xml");
      return;
    }
    if (parts[2] === "html") {
      send(response, 200, data.HTML, "text/html");
      return;
    }
    if (parts[0] === "offer-now") hub.offer();
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = text.startsWith("{") ? (JSON.parse(text) as Body) : {};
      const [status, answer] = hub.answer({
        method: request.method ?? "GET",
        parts,
        query: url.searchParams,
        body,
      });
      send(response, status, answer === null ? "" : JSON.stringify(answer), "application/json");
    });
  };
  return {
    name: "fake-hub",
    configureServer(server) {
      const sockets = new WebSocketServer({ noServer: true });
      server.httpServer?.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (request.url?.startsWith("/ws/desk"))
          sockets.handleUpgrade(request, socket, head, (each) => hub.join(each));
      });
      server.middlewares.use(respond);
    },
    configurePreviewServer(server) {
      server.middlewares.use(respond);
    },
  };
}

function send(response: ServerResponse, status: number, text: string, type: string): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(text);
}
