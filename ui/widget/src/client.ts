// The chat protocol client: keeps one socket alive, resumes by sequence, and never calls a message sent before its acknowledgement.
import { entryFrom, entryOf, follows } from "./entries";
import type { Entry } from "./entries";
import { readFrame } from "./frames";
import type { Answers, Attachment, ClientFrame, MessageFrame, ServerFrame, Status, Told } from "./frames";
import type { Store, Unsent } from "./store";
import { uuid } from "./uuid";

export interface SocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(data: string): void;
  close(): void;
}

export type Connection = "idle" | "connecting" | "online" | "waiting" | "refused";

export interface Options {
  channel: string;
  language: string;
  page?: string;
  store: Store;
  open(): SocketLike;
  changed(): void;
  random?(): number;
}

export type ChatClient = ReturnType<typeof createClient>;

const HEARTBEAT_MS = 25_000;
const ANSWER_MS = 10_000;
const STABLE_MS = 30_000;
const MAX_WAIT_MS = 30_000;
const TYPING_EVERY_MS = 3_000;
const TYPING_SHOWN_MS = 6_000;
const TOKEN_REFUSED = 4401;
const CHANNEL_REFUSED = 4403;

export function createClient({
  channel,
  language,
  page,
  store,
  open,
  changed,
  random = Math.random,
}: Options) {
  let socket: SocketLike | null = null;
  let lastSeq = 0;
  let attempt = 0;
  let silentBeats = 0;
  let pausedUntil = 0;
  let typedAt = 0;
  const seen = new Set<string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  const client = {
    connection: "idle" as Connection,
    status: "online" as Status,
    agent: null as string | null | undefined,
    agentTyping: false,
    ended: false,
    conversation: null as string | null,
    token: store.get("token"),
    identity: undefined as string | undefined,
    readByAgent: 0,
    entries: store.unsent().map(entryOf),

    /** True when this browser has a conversation or something unsent, so that connecting is worth a socket. */
    hasHistory: () => !!client.token || client.entries.length > 0,

    unread: () =>
      client.entries.filter((entry) => !entry.mine && !entry.system && seqHere(entry) > readMark()).length,

    start() {
      if (/idle|waiting/.test(client.connection)) connect();
    },

    /** Called when the page wakes (visible, online, shown from the cache): a suspended socket looks open but is dead. */
    check() {
      if (client.connection === "waiting") connect();
      transmit({ type: "ping" });
      if (client.connection === "online") after("check", 5_000, lost);
    },

    /** Forgets the visitor, as at a log-out: token, conversation and all that was unsent. */
    reset() {
      detach();
      store.clear();
      seen.clear();
      client.connection = "idle";
      client.token = client.conversation = null;
      client.identity = undefined;
      client.entries = [];
      lastSeq = client.readByAgent = 0;
      changed();
    },

    send(text: string, attachments: Attachment[], answers?: Answers) {
      const unsent: Unsent = {
        cid: uuid(),
        text,
        attachments,
        at: new Date().toISOString(),
        ...(answers && { answers }),
      };
      store.keep(unsent);
      client.entries.push(entryOf(unsent));
      client.ended = false;
      typedAt = 0;
      post(unsent);
      changed();
    },

    retry(cid: string) {
      const unsent = store.unsent().find((item) => item.cid === cid);
      const entry = byCid(cid);
      if (!unsent || !entry) return;
      delete unsent.failed;
      entry.state = "sending";
      store.keep(unsent);
      post(unsent);
      changed();
    },

    discard(cid: string) {
      store.drop(cid);
      client.entries = client.entries.filter((entry) => entry.cid !== cid);
      changed();
    },

    typing() {
      if (Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      transmit({ type: "typing", on: true });
    },

    /** Marks everything as read; the caller makes sure that the visitor really sees it. */
    read() {
      const seq = Math.max(0, ...client.entries.map((entry) => (entry.mine ? 0 : seqHere(entry))));
      const { conversation } = client;
      if (!conversation || seq <= readMark()) return;
      store.set("read", `${conversation} ${seq}`);
      transmit({ type: "read", seq, conversation });
    },
  };

  function connect() {
    detach();
    client.connection = "connecting";
    socket = open();
    socket.onopen = hello;
    socket.onmessage = (event) => received(readFrame(event.data));
    socket.onclose = (event) => closed(event.code);
    after("answer", ANSWER_MS, lost);
    changed();
  }

  function hello() {
    const { token, conversation, identity } = client;
    transmit({ type: "hello", channel, language, resume: lastSeq, token, conversation, identity, page });
  }

  function received(frame: ServerFrame | null) {
    if (!frame) return;
    silentBeats = 0;
    cancel("check");
    handle(frame);
    changed();
  }

  function handle(frame: ServerFrame) {
    switch (frame.type) {
      case "welcome":
        client.connection = "online";
        store.set("token", (client.token = frame.token));
        enter(frame.conversation);
        cancel("answer");
        after("stable", STABLE_MS, () => (attempt = 0));
        beat();
        flush();
        told(frame);
        break;
      case "status":
        told(frame);
        break;
      case "message":
        arrived(frame);
        break;
      case "ack":
        enter(frame.conversation);
        settle(frame.cid, frame.conversation, frame.seq, frame.at);
        break;
      case "typing":
        agentTypes(frame.on);
        break;
      case "read":
        if (frame.conversation === client.conversation)
          client.readByAgent = Math.max(client.readByAgent, frame.seq);
        break;
      case "slow_down":
        pausedUntil = Date.now() + frame.retry_after * 1000;
        flush();
        break;
      case "error":
        refused(frame.code, frame.cid);
    }
  }

  /** What a welcome and a status frame both say. */
  function told({ status, agent, ended }: Told) {
    client.status = status;
    client.agent = agent;
    client.ended = !!ended;
  }

  /** Ids sort by creation: what is replayed of an earlier conversation does not make it the current one again. */
  function enter(conversation: string | null) {
    if (!conversation || conversation <= (client.conversation ?? "")) return;
    client.conversation = conversation;
    lastSeq = client.readByAgent = 0;
  }

  function flush() {
    const pause = pausedUntil - Date.now();
    if (pause > 0) return after("slow", pause, flush);
    for (const unsent of store.unsent()) {
      if (!byCid(unsent.cid)) client.entries.push(entryOf(unsent));
      if (!unsent.failed) post(unsent);
    }
  }

  function post({ cid, text, attachments, answers }: Unsent) {
    if (Date.now() < pausedUntil) return;
    transmit({
      type: "message",
      cid,
      text,
      attachments: attachments.map(({ id }) => id),
      ...(answers && { answers }),
    });
  }

  function arrived(frame: MessageFrame) {
    const { conversation, seq, cid, at } = frame;
    const key = `${conversation}:${seq}`;
    enter(conversation);
    if (conversation === client.conversation) lastSeq = Math.max(lastSeq, seq);
    if (cid && byCid(cid)) return settle(cid, conversation, seq, at, frame.attachments);
    if (seen.has(key)) return;
    seen.add(key);
    insert(entryFrom(frame, key));
    if (frame.direction === "in") return;
    agentTypes(false);
    after("delivered", 50, () => transmit({ type: "delivered", seq: lastSeq, conversation }));
  }

  /** `attachments` are the hub's own, which have an address. */
  function settle(cid: string, conversation: string, seq: number, at: string, attachments?: Attachment[]) {
    const key = `${conversation}:${seq}`;
    const entry = byCid(cid);
    store.drop(cid);
    seen.add(key);
    if (!entry) return;
    Object.assign(entry, { state: "sent", conversation, seq, at }, attachments && { attachments });
    client.entries = client.entries.filter((other) => other !== entry && other.key !== key);
    insert(entry);
  }

  /** Confirmed messages stand in the log's order; what is unsent stays at the end. */
  function insert(entry: Entry) {
    let index = client.entries.length;
    while (index && follows(client.entries[index - 1]!, entry)) index--;
    client.entries.splice(index, 0, entry);
  }

  function agentTypes(on: boolean) {
    client.agentTyping = on;
    cancel("typing");
    if (on) after("typing", TYPING_SHOWN_MS, () => agentTypes(false));
    changed();
  }

  function refused(failed: string, cid: string | null | undefined) {
    const unsent = store.unsent().find((item) => item.cid === cid);
    const entry = byCid(cid);
    if (!unsent || !entry) return;
    store.keep({ ...unsent, failed });
    entry.state = "failed";
  }

  function beat() {
    after("beat", HEARTBEAT_MS, () => {
      if (++silentBeats > 2) return lost();
      transmit({ type: "ping" });
      beat();
    });
  }

  function lost() {
    closed(0);
  }

  function closed(code: number) {
    detach();
    client.connection = code === CHANNEL_REFUSED ? "refused" : "waiting";
    if (code === TOKEN_REFUSED) {
      // What the hub refuses once it refuses always: what is unsent goes into a new, anonymous conversation.
      client.token = client.conversation = null;
      client.identity = undefined;
      lastSeq = 0;
      store.set("token", null);
    }
    if (code !== CHANNEL_REFUSED) after("reconnect", backOff(), connect);
    changed();
  }

  function backOff() {
    const ceiling = Math.min(MAX_WAIT_MS, 1000 * 2 ** attempt++);
    return (ceiling * (1 + random())) / 2;
  }

  function detach() {
    for (const name of timers.keys()) cancel(name);
    client.agentTyping = false;
    silentBeats = 0;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = null;
  }

  function transmit(frame: ClientFrame) {
    if (client.connection === "online" || frame.type === "hello") socket?.send(JSON.stringify(frame));
  }

  function after(name: string, delay: number, act: () => void) {
    cancel(name);
    timers.set(name, setTimeout(act, delay));
  }

  function cancel(name: string) {
    clearTimeout(timers.get(name));
    timers.delete(name);
  }

  function byCid(cid: string | null | undefined) {
    return client.entries.find((entry) => cid && entry.cid === cid);
  }

  function seqHere(entry: Entry) {
    return entry.conversation === client.conversation ? (entry.seq ?? 0) : 0;
  }

  function readMark() {
    const [conversation, seq] = (store.get("read") ?? "").split(" ");
    return conversation === client.conversation ? Number(seq) : 0;
  }

  return client;
}
