// The protocol client against a hub that acknowledges late, breaks, repeats and slows down.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ack, connected, CONVERSATION, fromAgent, visitor, welcome } from "./hub";

beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-01-05T10:00:00Z") }));
afterEach(() => void vi.useRealTimers());

test("a message is sending until it is acknowledged, then sent", () => {
  const { client, socket, shelf } = connected();
  client.send("hello", []);
  expect(client.entries[0]?.state).toBe("sending");
  socket().says(ack(socket().of("message")[0]?.cid, 1));
  expect(client.entries[0]).toMatchObject({ state: "sent", seq: 1 });
  expect(Object.keys(shelf).filter((key) => key.includes(".out."))).toEqual([]);
});

test("what was not acknowledged is sent again with the same cid after a reconnect", () => {
  const { client, socket, sockets } = connected();
  client.send("hello", []);
  const { cid } = socket().of("message")[0]!;
  socket().breaks();
  expect(client.connection).toBe("waiting");
  vi.advanceTimersByTime(1000);
  expect(sockets).toHaveLength(2);
  socket().opens();
  socket().says(welcome());
  expect(socket().of("message")[0]).toMatchObject({ cid, text: "hello" });
});

test("what was not acknowledged survives a reload", () => {
  const { client, shelf } = connected();
  client.send("hello", [], { topic: "order" });
  const { client: later, socket } = connected({}, shelf);
  expect(later.entries).toHaveLength(1);
  expect(socket().of("message")[0]).toMatchObject({ text: "hello", answers: { topic: "order" } });
});

test("a message typed while offline goes out with the next welcome, in the order written", () => {
  const { client, socket } = visitor();
  client.send("one", []);
  vi.advanceTimersByTime(5);
  client.send("two", []);
  client.start();
  socket().opens();
  expect(socket().of("message")).toEqual([]);
  socket().says(welcome());
  expect(
    socket()
      .of("message")
      .map(({ text }) => text),
  ).toEqual(["one", "two"]);
});

test("resumes after the last sequence it has seen", () => {
  const { client, socket } = connected();
  socket().says(fromAgent(4, "hello"));
  socket().breaks();
  client.start();
  socket().opens();
  expect(socket().of("hello")[0]).toMatchObject({ resume: 4, token: "t1", conversation: CONVERSATION });
});

test("an acknowledgement does not move the resume mark past what has not arrived", () => {
  const { client, socket } = connected();
  client.send("hello", []);
  socket().says(ack(socket().of("message")[0]?.cid, 9));
  socket().breaks();
  client.start();
  socket().opens();
  expect(socket().of("hello")[0]).toMatchObject({ resume: 0 });
});

test("a repeated message is shown once", () => {
  const { client, socket } = connected();
  socket().says(fromAgent(1, "hello"));
  socket().says(fromAgent(1, "hello"));
  expect(client.entries).toHaveLength(1);
});

test("an own message that is replayed before its acknowledgement settles the one that is sending", () => {
  const { client, socket } = connected();
  client.send("hello", []);
  const cid = String(socket().of("message")[0]?.cid);
  const replayed = { ...fromAgent(1, "hello"), direction: "in", cid } as Parameters<
    ReturnType<typeof socket>["says"]
  >[0];
  socket().says(replayed);
  socket().says(ack(cid, 1));
  expect(client.entries).toHaveLength(1);
  expect(client.entries[0]?.state).toBe("sent");
});

test("an own message that was replayed without its cid is not shown beside the one acknowledged again", () => {
  const first = connected();
  first.client.send("hello", []);
  const { client, socket } = connected({}, first.shelf);
  socket().says({ ...fromAgent(1, "hello"), direction: "in" } as Parameters<
    ReturnType<typeof socket>["says"]
  >[0]);
  socket().says(ack(socket().of("message")[0]?.cid, 1));
  expect(client.entries.map(({ text }) => text)).toEqual(["hello"]);
});

test("messages stand in the log's order and unsent ones at the end", () => {
  const { client, socket } = connected();
  client.send("mine", []);
  socket().says(fromAgent(2, "second"));
  socket().says(fromAgent(1, "first"));
  expect(client.entries.map(({ text }) => text)).toEqual(["first", "second", "mine"]);
});

test("waits longer after each failure, at most 30 s, and starts over after 30 stable seconds", () => {
  const { socket, sockets } = connected();
  const waits: number[] = [];
  for (let failure = 0; failure < 7; failure += 1) {
    socket().breaks();
    const before = Date.now();
    vi.advanceTimersToNextTimer();
    waits.push((Date.now() - before) / 1000);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
  socket().opens();
  socket().says(welcome());
  vi.advanceTimersByTime(30_000);
  socket().breaks();
  const count = sockets.length;
  vi.advanceTimersByTime(1_000);
  expect(sockets).toHaveLength(count + 1);
});

test("a hub that never answers the hello is tried again", () => {
  const { client, sockets } = visitor();
  client.start();
  vi.advanceTimersByTime(10_000 + 1_000);
  expect(sockets).toHaveLength(2);
  expect(sockets[0]?.closed).toBe(true);
});

test("two silent heartbeats mean that the socket is dead", () => {
  const { client, socket } = connected();
  vi.advanceTimersByTime(50_000);
  expect(socket().of("ping")).toHaveLength(2);
  expect(client.connection).toBe("online");
  vi.advanceTimersByTime(25_000);
  expect(client.connection).toBe("waiting");
});

test("a pong keeps the socket alive", () => {
  const { client, socket } = connected();
  for (let beat = 0; beat < 10; beat += 1) {
    vi.advanceTimersByTime(25_000);
    socket().says({ type: "pong" });
  }
  expect(client.connection).toBe("online");
});

test("a woken page asks whether its socket lives, and connects at once when it was waiting", () => {
  const { client, socket, sockets } = connected();
  client.check();
  vi.advanceTimersByTime(5_000);
  expect(client.connection).toBe("waiting");
  client.check();
  expect(sockets).toHaveLength(2);
  socket().opens();
  socket().says(welcome());
  client.check();
  socket().says({ type: "pong" });
  vi.advanceTimersByTime(5_000);
  expect(client.connection).toBe("online");
});

test("slow_down holds everything back and sends it later with the same cid", () => {
  const { client, socket } = connected();
  client.send("one", []);
  const { cid } = socket().of("message")[0]!;
  socket().says({ type: "slow_down", retry_after: 5, cid: String(cid) });
  client.send("two", []);
  expect(socket().of("message")).toHaveLength(1);
  expect(client.entries.map(({ state }) => state)).toEqual(["sending", "sending"]);
  vi.advanceTimersByTime(5_000);
  expect(
    socket()
      .of("message")
      .map(({ text }) => text),
  ).toEqual(["one", "one", "two"]);
  expect(socket().of("message")[1]).toMatchObject({ cid });
});

test("a pause that outlives its socket still ends", () => {
  const { client, socket } = connected();
  client.send("one", []);
  socket().says({ type: "slow_down", retry_after: 5 });
  socket().breaks();
  client.start();
  socket().opens();
  socket().says(welcome());
  expect(socket().of("message")).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(socket().of("message")).toHaveLength(1);
});

test("a refused message says so, is kept over a reload, and can be tried again or discarded", () => {
  const { client, socket, shelf } = connected();
  client.send("hello", []);
  const cid = String(socket().of("message")[0]?.cid);
  socket().says({ type: "error", code: "attachment_gone", message: "", cid });
  expect(client.entries[0]?.state).toBe("failed");
  expect(connected({}, shelf).socket().of("message")).toEqual([]);
  client.retry(cid);
  expect(client.entries[0]?.state).toBe("sending");
  expect(socket().of("message")).toHaveLength(2);
  client.discard(cid);
  expect(client.entries).toEqual([]);
  expect(visitor(shelf).client.entries).toEqual([]);
});

test("a refused token is forgotten; what is unsent goes into the new conversation", () => {
  const { client, socket } = connected();
  client.send("hello", []);
  socket().breaks(4401);
  vi.advanceTimersByTime(1_000);
  socket().opens();
  expect(socket().of("hello")[0]).toMatchObject({ token: null });
  socket().says(welcome({ token: "t2", conversation: null }));
  expect(socket().of("message")[0]).toMatchObject({ text: "hello" });
});

test("a refused channel is not tried again", () => {
  const { client, socket, sockets } = connected();
  socket().breaks(4403);
  vi.advanceTimersByTime(120_000);
  expect(client.connection).toBe("refused");
  expect(sockets).toHaveLength(1);
});

test("a new conversation counts its own sequence; the old one's remainder does not bring it back", () => {
  const { client, socket } = connected();
  socket().says(fromAgent(7, "old"));
  socket().says(fromAgent(1, "new", "0190-b"));
  socket().says(fromAgent(8, "late", CONVERSATION));
  expect(client.conversation).toBe("0190-b");
  expect(client.entries).toHaveLength(3);
  socket().breaks();
  client.start();
  socket().opens();
  expect(socket().of("hello")[0]).toMatchObject({ resume: 1, conversation: "0190-b" });
});

test("typing is told at most every 3 s, and shown for at most 6 s", () => {
  const { client, socket } = connected();
  client.typing();
  client.typing();
  vi.advanceTimersByTime(3_000);
  client.typing();
  expect(socket().of("typing")).toHaveLength(2);
  socket().says({ type: "typing", on: true });
  vi.advanceTimersByTime(5_999);
  expect(client.agentTyping).toBe(true);
  vi.advanceTimersByTime(1);
  expect(client.agentTyping).toBe(false);
});

test("an agent's message ends the typing and is confirmed as delivered, once for a burst", () => {
  const { client, socket } = connected();
  socket().says({ type: "typing", on: true });
  socket().says(fromAgent(1, "one"));
  socket().says(fromAgent(2, "two"));
  expect(client.agentTyping).toBe(false);
  vi.advanceTimersByTime(50);
  expect(socket().of("delivered")).toEqual([{ type: "delivered", seq: 2, conversation: CONVERSATION }]);
});

test("unread counts the agent's messages until they are read, also after a reload", () => {
  const { client, socket, shelf } = connected();
  socket().says(fromAgent(1, "one"));
  expect(client.unread()).toBe(1);
  client.read();
  client.read();
  expect(client.unread()).toBe(0);
  expect(socket().of("read")).toEqual([{ type: "read", seq: 1, conversation: CONVERSATION }]);
  const again = connected({}, shelf);
  again.socket().says(fromAgent(1, "one"));
  again.socket().says(fromAgent(2, "two"));
  expect(again.client.unread()).toBe(1);
});

test("the agent's reading moves forward only, and only in this conversation", () => {
  const { client, socket } = connected();
  socket().says({ type: "read", seq: 5, conversation: CONVERSATION });
  socket().says({ type: "read", seq: 3, conversation: CONVERSATION });
  socket().says({ type: "read", seq: 9, conversation: "another" });
  expect(client.readByAgent).toBe(5);
});

test("reset forgets the visitor", () => {
  const { client, socket, shelf } = connected();
  client.send("secret", []);
  client.reset();
  expect(Object.keys(shelf)).toEqual([]);
  expect(client.entries).toEqual([]);
  client.start();
  socket().opens();
  expect(socket().of("hello")[0]).toMatchObject({ resume: 0 });
  expect(socket().of("hello")[0]).toMatchObject({ token: null });
});

test("frames that it does not know change nothing", () => {
  const { client, socket } = connected();
  for (const data of ["", "null", "[]", "{", '{"type": "news"}', '{"type": 5}']) socket().saysText(data);
  expect(client.connection).toBe("online");
});
