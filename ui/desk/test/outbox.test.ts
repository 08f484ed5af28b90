/** The outbox: order kept, cut survived, refusal shown. */
import { expect, test } from "vitest";
import { message } from "../fake/data/index.ts";
import { Problem } from "../src/api/client.ts";
import type { Message } from "../src/api/types.ts";
import { Outbox, type Outgoing } from "../src/live/outbox.ts";
import { memoryStore } from "./memoryStore.ts";

interface Call {
  entry: Outgoing;
  answer: (message: Message) => void;
  refuse: (error: Error) => void;
}

function set(store = memoryStore()) {
  const calls: Call[] = [];
  const sent: string[] = [];
  const timers: (() => void)[] = [];
  const outbox = new Outbox(
    {
      store,
      post: (entry) => new Promise((answer, refuse) => calls.push({ entry, answer, refuse })),
      onSent: (entry) => sent.push(entry.cid),
      later: (task) => {
        timers.push(task);
        return () => undefined;
      },
    },
    "u1",
  );
  return { outbox, calls, sent, timers, store };
}

const entry = (cid: string, interaction = "i1") => ({
  cid,
  interaction_id: interaction,
  kind: "reply" as const,
  text: cid,
  attachments: [],
  at: "2026-01-01T00:00:00Z",
});

/** Let promise callbacks run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("sends one at a time in an interaction, and others beside it", async () => {
  const { outbox, calls, sent } = set();
  outbox.send(entry("a"));
  outbox.send(entry("b"));
  outbox.send(entry("c", "i2"));
  expect(calls.map((call) => call.entry.cid)).toEqual(["a", "c"]);
  calls[0]?.answer(message("i1", {}));
  await settled();
  expect(calls.map((call) => call.entry.cid)).toEqual(["a", "c", "b"]);
  expect(sent).toEqual(["a"]);
});

test("a cut leaves it waiting and sends the same id again", async () => {
  const { outbox, calls, timers } = set();
  outbox.send(entry("a"));
  calls[0]?.refuse(new Problem(0, "offline"));
  await settled();
  expect(outbox.list()[0]?.state).toBe("waiting");
  timers[0]?.();
  expect(calls[1]?.entry.cid).toBe("a");
  calls[1]?.answer(message("i1", {}));
  await settled();
  expect(outbox.list()).toEqual([]);
});

test("a refusal is shown with its reason, lets the next through, and can be tried again", async () => {
  const { outbox, calls } = set();
  outbox.send(entry("a"));
  outbox.send(entry("b"));
  calls[0]?.refuse(new Problem(422, "the customer opted out"));
  await settled();
  expect(outbox.list()[0]).toMatchObject({ state: "failed", error: "the customer opted out" });
  expect(calls[1]?.entry.cid).toBe("b");
  calls[1]?.answer(message("i1", {}));
  await settled();
  outbox.retry("a");
  expect(calls[2]?.entry.cid).toBe("a");
});

test("what was not sent is still there after the page is loaded again", () => {
  const first = set();
  first.outbox.send(entry("a"));
  const second = set(first.store);
  expect(second.outbox.list().map((each) => [each.cid, each.state])).toEqual([["a", "waiting"]]);
  second.outbox.pump();
  expect(second.calls[0]?.entry.cid).toBe("a");
});

test("discarding removes it for good", async () => {
  const { outbox, calls, store } = set();
  outbox.send(entry("a"));
  calls[0]?.refuse(new Problem(403, "not yours"));
  await settled();
  outbox.discard("a");
  expect(outbox.list()).toEqual([]);
  expect(store.getItem("hub.outbox.u1")).toBe("[]");
});
