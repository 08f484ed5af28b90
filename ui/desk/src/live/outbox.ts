/** What was sent but is not yet with the hub: kept in the browser, sent in order, tried again until it is through. */
import { Problem } from "../api/client.ts";
import type { Attachment, Message } from "../api/types.ts";

export interface Outgoing {
  cid: string;
  interaction_id: string;
  kind: "reply" | "note";
  text: string;
  subject?: string;
  cc?: string[];
  attachments: Attachment[];
  at: string;
  state: "waiting" | "sending" | "failed";
  error?: string;
}

export interface OutboxParts {
  store: Pick<Storage, "getItem" | "setItem">;
  post: (entry: Outgoing) => Promise<Message>;
  onSent: (entry: Outgoing, message: Message) => void;
  later: (task: () => void, delayMs: number) => () => void;
}

const NAME = "hub.outbox";
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];

export class Outbox {
  private entries: readonly Outgoing[];
  private readonly listeners = new Set<() => void>();
  private busy = new Set<string>();
  private failures = 0;
  private cancelRetry: () => void = () => undefined;

  constructor(
    private readonly parts: OutboxParts,
    private readonly owner: string,
  ) {
    this.entries = this.load();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly list = (): readonly Outgoing[] => this.entries;

  send(entry: Omit<Outgoing, "state">): void {
    this.set([...this.entries, { ...entry, state: "waiting" }]);
    this.pump();
  }

  retry(cid: string): void {
    this.change(cid, { state: "waiting" });
    this.pump();
  }

  discard(cid: string): void {
    this.set(this.entries.filter((entry) => entry.cid !== cid));
    this.pump();
  }

  /** Send what waits: one at a time in each interaction, so that the order is kept. */
  pump(): void {
    this.cancelRetry();
    for (const entry of this.heads()) void this.deliver(entry);
  }

  private heads(): Outgoing[] {
    const first = new Map<string, Outgoing>();
    for (const entry of this.entries) {
      if (entry.state !== "failed" && !first.has(entry.interaction_id))
        first.set(entry.interaction_id, entry);
    }
    return [...first.values()].filter((entry) => !this.busy.has(entry.interaction_id));
  }

  private async deliver(entry: Outgoing): Promise<void> {
    this.busy.add(entry.interaction_id);
    this.change(entry.cid, { state: "sending" });
    try {
      const message = await this.parts.post(entry);
      this.failures = 0;
      this.parts.onSent(entry, message);
      this.set(this.entries.filter((each) => each.cid !== entry.cid));
    } catch (error) {
      this.failed(entry, error);
    } finally {
      this.busy.delete(entry.interaction_id);
    }
    if (this.failures === 0) this.pump();
  }

  private failed(entry: Outgoing, error: unknown): void {
    if (error instanceof Problem && (error.isPassing || error.status === 401)) {
      this.change(entry.cid, { state: "waiting" });
      const delay = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 0;
      this.failures += 1;
      this.cancelRetry();
      this.cancelRetry = this.parts.later(() => this.pump(), delay);
    } else {
      this.change(entry.cid, {
        state: "failed",
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  private change(cid: string, fields: Partial<Outgoing>): void {
    this.set(this.entries.map((entry) => (entry.cid === cid ? { ...entry, ...fields } : entry)));
  }

  private set(entries: readonly Outgoing[]): void {
    this.entries = entries;
    this.parts.store.setItem(`${NAME}.${this.owner}`, JSON.stringify(entries));
    for (const listener of this.listeners) listener();
  }

  private load(): Outgoing[] {
    try {
      const entries = JSON.parse(this.parts.store.getItem(`${NAME}.${this.owner}`) ?? "[]") as Outgoing[];
      return entries.map((entry) => (entry.state === "sending" ? { ...entry, state: "waiting" } : entry));
    } catch {
      return [];
    }
  }
}
