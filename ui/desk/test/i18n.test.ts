/** Both languages say everything, with the same blanks to fill. */
import { expect, test } from "vitest";
import { en } from "../src/i18n/en.ts";
import { known, TEXTS, translator, type Key } from "../src/i18n/index.ts";
import { zh } from "../src/i18n/zh-CN.ts";

const blanks = (text: string): string[] =>
  Array.from(text.matchAll(/\{\w+\}/g), ([blank]) => blank).toSorted();

test("both languages have the same keys", () => {
  expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
});

test.each(Object.keys(en) as Key[])("%s has text and the same blanks in both", (key) => {
  for (const texts of Object.values(TEXTS)) expect(texts[key].trim()).not.toBe("");
  expect(blanks(zh[key])).toEqual(blanks(en[key]));
});

test("every topic is in the table, and no key in two of them", () => {
  const topics = import.meta.glob<Record<string, object>>("../src/i18n/topics/*.ts", { eager: true });
  const english = Object.values(topics).flatMap((topic) =>
    Object.entries(topic).flatMap(([name, texts]) => (name.endsWith("En") ? Object.keys(texts) : [])),
  );
  expect(english.toSorted()).toEqual(Object.keys(en).toSorted());
});

test("blanks are filled; a missing value stays visible", () => {
  const t = translator("en");
  expect(t("queue.waiting", { count: 3 })).toBe("3 waiting");
  expect(t("queue.waiting")).toBe("{count} waiting");
});

test("a code that this page does not know is shown as it is", () => {
  expect(known(translator("en"), "reason", "lunch")).toBe("Lunch");
  expect(known(translator("en"), "reason", "fire_drill")).toBe("fire drill");
});
