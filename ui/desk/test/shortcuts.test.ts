/** Keys: names, and input methods that must never trigger one. */
import { expect, test } from "vitest";
import { isComposing, keyName } from "../src/keys/shortcuts.ts";

const key = (fields: Partial<KeyboardEvent>) =>
  ({ ctrlKey: false, metaKey: false, key: "", ...fields }) as KeyboardEvent;

test("keys are named the same for Ctrl and Command", () => {
  expect(keyName(key({ key: "K", ctrlKey: true }))).toBe("Ctrl-k");
  expect(keyName(key({ key: "k", metaKey: true }))).toBe("Ctrl-k");
  expect(keyName(key({ key: "?" }))).toBe("?");
  expect(keyName(key({ key: "Enter" }))).toBe("Enter");
});

test("keys that an input method takes are left alone", () => {
  expect(isComposing({ isComposing: true })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 74 })).toBe(false);
});
