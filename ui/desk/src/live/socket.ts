/** Follows the hub's events over one WebSocket: reconnects by itself and resumes after the last number seen. */
import type { Frame, HubEvent } from "../api/types.ts";

export type Connection = "connecting" | "online" | "offline";

export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: (() => void) | null;
  send: (text: string) => void;
  close: () => void;
}

export interface SocketParts {
  open: (after: number) => SocketLike;
  /** Run `task` after `delay_ms`; returns what cancels it. */
  later: (task: () => void, delayMs: number) => () => void;
  random: () => number;
}

export interface SocketEvents {
  onEvent: (event: HubEvent) => void;
  onReload: () => void;
  onTyping: (frame: { interaction_id: string; by: string; on: boolean }) => void;
  onState: (state: Connection) => void;
}

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 15_000;
/** The hub pings every 20 s; after two missed ones the connection is taken for dead. */
const SILENCE_MS = 45_000;

/** Full jitter between half and the whole of a doubling delay, so that desks do not return all at once. */
export function backoff(attempt: number, random: () => number): number {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return Math.round(whole / 2 + (random() * whole) / 2);
}

export class DeskSocket {
  seq: number;
  private socket: SocketLike | null = null;
  private attempt = 0;
  private stopped = false;
  private isGreeted = false;
  /** Said before the greeting, when nothing can be sent yet. */
  private unsaid: object[] = [];
  private cancelRetry: () => void = () => undefined;
  private cancelSilence: () => void = () => undefined;

  constructor(
    seq: number,
    private readonly events: SocketEvents,
    private readonly parts: SocketParts = browserParts,
  ) {
    this.seq = seq;
  }

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
  }

  /** Try at once: the browser says that the network is back, or somebody pressed the button. */
  retryNow(): void {
    if (this.stopped) return;
    this.attempt = 0;
    this.drop();
    this.connect();
  }

  shown(offerId: string): void {
    this.say({ type: "shown", offer_id: offerId });
  }

  private connect(): void {
    this.events.onState("connecting");
    const socket = this.parts.open(this.seq);
    this.socket = socket;
    socket.onopen = () => this.watchSilence();
    socket.onmessage = ({ data }) => this.take(JSON.parse(data) as Frame);
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  private take(frame: Frame): void {
    this.watchSilence();
    switch (frame.type) {
      case "hello":
        this.greeted();
        this.events.onState("online");
        break;
      case "event":
        if (frame.seq <= this.seq) break;
        this.events.onEvent(frame);
        this.seq = frame.seq;
        break;
      case "reload":
        this.events.onReload();
        break;
      case "ping":
        this.say({ type: "pong" });
        break;
      case "typing":
        this.events.onTyping(frame);
    }
  }

  private greeted(): void {
    this.attempt = 0;
    this.isGreeted = true;
    for (const frame of this.unsaid.splice(0)) this.say(frame);
  }

  private lost(): void {
    this.drop();
    if (this.stopped) return;
    this.events.onState("offline");
    this.cancelRetry = this.parts.later(() => this.connect(), backoff(this.attempt, this.parts.random));
    this.attempt += 1;
  }

  private drop(): void {
    this.cancelRetry();
    this.cancelSilence();
    const socket = this.socket;
    this.socket = null;
    this.isGreeted = false;
    socket?.close();
  }

  private watchSilence(): void {
    this.cancelSilence();
    this.cancelSilence = this.parts.later(() => this.lost(), SILENCE_MS);
  }

  private say(frame: object): void {
    if (this.isGreeted) this.socket?.send(JSON.stringify(frame));
    else this.unsaid.push(frame);
  }
}

const browserParts: SocketParts = {
  open: (after) => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    return new WebSocket(
      `${scheme}://${location.host}/ws/desk?acks=1&after=${after}`,
    ) as unknown as SocketLike;
  },
  later: (task, delayMs) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
