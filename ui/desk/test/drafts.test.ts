/** Drafts: one for each interaction and tab, gone when sent or forgotten. */
import { expect, test } from "vitest";
import { dropDraft, loadDraft, saveDraft, sweepDrafts } from "../src/live/drafts.ts";
import { memoryStore } from "./memoryStore.ts";

test("a draft comes back, apart for reply and note", () => {
  const store = memoryStore();
  saveDraft(store, "i1", "reply", { text: "Dear", at: 1, cc: "x@example.com" });
  saveDraft(store, "i1", "note", { text: "call first", at: 1 });
  expect(loadDraft(store, "i1", "reply")).toEqual({ text: "Dear", at: 1, cc: "x@example.com" });
  expect(loadDraft(store, "i1", "note")?.text).toBe("call first");
  expect(loadDraft(store, "i2", "reply")).toBeNull();
});

test("an emptied draft and a sent one leave nothing behind", () => {
  const store = memoryStore();
  saveDraft(store, "i1", "reply", { text: "Dear", at: 1 });
  saveDraft(store, "i1", "reply", { text: "", at: 2 });
  saveDraft(store, "i1", "note", { text: "x", at: 2 });
  dropDraft(store, "i1", "note");
  expect(store.length).toBe(0);
});

test("only old drafts and broken ones are swept", () => {
  const store = memoryStore();
  const month = 31 * 24 * 3600 * 1000;
  saveDraft(store, "old", "reply", { text: "x", at: 0 });
  saveDraft(store, "new", "reply", { text: "y", at: month });
  store.setItem("hub.draft.broken.reply", "{");
  store.setItem("hub.language", "en");
  sweepDrafts(store, month + 1);
  expect(loadDraft(store, "old", "reply")).toBeNull();
  expect(loadDraft(store, "new", "reply")?.text).toBe("y");
  expect(store.length).toBe(2);
});
