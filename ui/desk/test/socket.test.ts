/** The desk's socket: resumes after the last number, backs off, notices silence. */
import { expect, test } from "vitest";
import type { HubEvent } from "../src/api/types.ts";
import { backoff, DeskSocket, type Connection, type SocketLike } from "../src/live/socket.ts";

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: string[] = [];
  isClosed = false;
  send = (text: string): void => {
    this.sent.push(text);
  };
  close = (): void => {
    this.isClosed = true;
  };
  receive(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

interface Timer {
  task: () => void;
  delayMs: number;
}

function set() {
  const opened: { after: number; socket: FakeSocket }[] = [];
  const timers: Timer[] = [];
  const states: Connection[] = [];
  const events: HubEvent[] = [];
  let reloads = 0;
  const link = new DeskSocket(
    7,
    {
      onEvent: (each) => events.push(each),
      onReload: () => (reloads += 1),
      onTyping: () => undefined,
      onState: (state) => states.push(state),
    },
    {
      open: (after) => {
        const socket = new FakeSocket();
        opened.push({ after, socket });
        return socket;
      },
      later: (task, delayMs) => {
        const timer = { task, delayMs };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer) >>> 0, timers.includes(timer) ? 1 : 0);
      },
      random: () => 0.5,
    },
  );
  link.start();
  const last = () => opened.at(-1) as { after: number; socket: FakeSocket };
  return { link, opened, timers, states, events, last, reloads: () => reloads };
}

const news = (seq: number) => ({ type: "event", seq, event: "agent.updated", at: "", data: {} });

test("connects after the snapshot's number and is online once greeted", () => {
  const { last, states } = set();
  expect(last().after).toBe(7);
  last().socket.receive({ type: "hello", seq: 9 });
  expect(states).toEqual(["connecting", "online"]);
});

test("after a cut it comes again and asks for what it missed", () => {
  const { last, timers, states, opened } = set();
  last().socket.receive({ type: "hello", seq: 9 });
  last().socket.receive(news(8));
  last().socket.receive(news(9));
  last().socket.onclose?.();
  expect(states.at(-1)).toBe("offline");
  timers.at(-1)?.task();
  expect(opened).toHaveLength(2);
  expect(last().after).toBe(9);
});

test("an event that was already seen is not applied again", () => {
  const { last, events } = set();
  last().socket.receive(news(8));
  last().socket.receive(news(8));
  last().socket.receive(news(6));
  expect(events.map((each) => each.seq)).toEqual([8]);
});

test("waits longer after each failure, up to a limit, and starts anew once greeted", () => {
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, () => 1))).toEqual([400, 800, 1600, 3200]);
  expect(backoff(30, () => 1)).toBe(15_000);
  expect(backoff(30, () => 0)).toBe(7500);
  const { last, timers } = set();
  for (let failure = 0; failure < 3; failure += 1) {
    last().socket.onclose?.();
    timers.at(-1)?.task();
  }
  last().socket.receive({ type: "hello", seq: 7 });
  last().socket.onclose?.();
  expect(timers.at(-1)?.delayMs).toBe(300);
});

test("what is said before the greeting is sent after it", () => {
  const { last, link, opened } = set();
  link.shown("o1");
  expect(last().socket.sent).toEqual([]);
  last().socket.receive({ type: "hello", seq: 7 });
  expect(last().socket.sent).toEqual(['{"type":"shown","offer_id":"o1"}']);
  expect(opened).toHaveLength(1);
});

test("answers a ping", () => {
  const { last } = set();
  last().socket.receive({ type: "hello", seq: 7 });
  last().socket.receive({ type: "ping" });
  expect(last().socket.sent).toEqual(['{"type":"pong"}']);
});

test("silence is a cut: the socket is closed and a new one is planned", () => {
  const { last, timers, states } = set();
  last().socket.onopen?.();
  const dead = last().socket;
  timers.find((timer) => timer.delayMs === 45_000)?.task();
  expect(dead.isClosed).toBe(true);
  expect(states.at(-1)).toBe("offline");
});

test("a late close of an old socket does not disturb the new one", () => {
  const { last, link, opened } = set();
  const old = last().socket;
  link.retryNow();
  old.onclose?.();
  expect(opened).toHaveLength(2);
});

test("stopped means stopped", () => {
  const { last, link, timers } = set();
  const socket = last().socket;
  link.stop();
  socket.onclose?.();
  expect(socket.isClosed).toBe(true);
  expect(timers).toEqual([]);
});

test("passes a reload on", () => {
  const { last, reloads } = set();
  last().socket.receive({ type: "reload" });
  expect(reloads()).toBe(1);
});
