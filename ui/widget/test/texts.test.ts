// Both languages say the same things.
import { expect, test } from "vitest";
import * as en from "../src/texts/en";
import * as zh from "../src/texts/zh";

test("each text exists in both languages and differs", () => {
  const chinese: Record<keyof typeof en, string> = zh;
  expect(Object.keys(chinese)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) expect(chinese[key as keyof typeof en]).not.toBe(text);
});
