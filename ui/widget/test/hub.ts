// A hub of few lines for the client's tests: hands out sockets that the test answers by hand.
import { createClient } from "../src/client";
import type { SocketLike } from "../src/client";
import type { ServerFrame } from "../src/frames";
import { createStore } from "../src/store";

type Sent = Record<string, unknown> & { type: string };

export class FakeSocket implements SocketLike {
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  sent: Sent[] = [];
  closed = false;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Sent);
  }

  close(): void {
    this.closed = true;
  }

  opens(): void {
    this.onopen?.(undefined as never);
  }

  says(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent<unknown>);
  }

  saysText(data: string): void {
    this.onmessage?.({ data } as MessageEvent<unknown>);
  }

  breaks(code = 1006): void {
    this.onclose?.({ code } as CloseEvent);
  }

  of(type: string): Sent[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export function visitor(shelf = Object.create(null) as Storage) {
  const sockets: FakeSocket[] = [];
  const client = createClient({
    channel: "web",
    language: "en",
    store: createStore(shelf, "web"),
    random: () => 1,
    changed: () => undefined,
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1)!;
    },
  });
  const socket = () => sockets.at(-1)!;
  return { client, shelf, sockets, socket };
}

export const CONVERSATION = "0190-a";

export function welcome(extra: Partial<Extract<ServerFrame, { type: "welcome" }>> = {}): ServerFrame {
  return { type: "welcome", token: "t1", conversation: CONVERSATION, seq: 0, status: "online", ...extra };
}

export function fromAgent(seq: number, text: string, conversation = CONVERSATION): ServerFrame {
  const author = { type: "agent" as const, name: "Li" };
  return {
    type: "message",
    conversation,
    seq,
    id: `m${seq}`,
    at: "2026-01-05T10:00:00Z",
    direction: "out",
    text,
    author,
    attachments: [],
  };
}

export function ack(cid: unknown, seq: number): ServerFrame {
  return {
    type: "ack",
    cid: String(cid),
    seq,
    id: `m${seq}`,
    at: "2026-01-05T10:00:00Z",
    conversation: CONVERSATION,
  };
}

export function connected(extra: Partial<Extract<ServerFrame, { type: "welcome" }>> = {}, shelf?: Storage) {
  const all = visitor(shelf);
  all.client.start();
  all.socket().opens();
  all.socket().says(welcome(extra));
  return all;
}
