/** Segments, quotes, birthdays, canned replies, times: what the pages compute on text. */
import { describe, expect, test } from "vitest";
import { canned } from "../fake/data/index.ts";
import { choicesFor, commandAt } from "../src/desk/canned.ts";
import { choices } from "../src/desk/SnoozeMenu.tsx";
import { daysUntil } from "../src/text/birthdays.ts";
import { splitQuoted } from "../src/text/quotes.ts";
import { segments } from "../src/text/segments.ts";
import { clock, daysBetween, initials, readableAddress } from "../src/text/times.ts";

describe("segments", () => {
  test.each([
    ["", "GSM-7", 0, 0, 160],
    ["a".repeat(160), "GSM-7", 160, 1, 0],
    ["a".repeat(161), "GSM-7", 161, 2, 145],
    ["a".repeat(306), "GSM-7", 306, 2, 0],
    ["a".repeat(307), "GSM-7", 307, 3, 152],
    ["€".repeat(80), "GSM-7", 160, 1, 0],
    ["€".repeat(81), "GSM-7", 162, 2, 143],
    ["你".repeat(70), "UCS-2", 70, 1, 0],
    ["你".repeat(71), "UCS-2", 71, 2, 63],
    ["😀".repeat(35), "UCS-2", 70, 1, 0],
    ["😀".repeat(36), "UCS-2", 72, 2, 61],
    ["it’s", "UCS-2", 4, 1, 66],
    ["Grüße {ok}", "GSM-7", 12, 1, 148],
  ])("%#: counts units and parts", (text, encoding, units, parts, left) => {
    expect(segments(text)).toEqual({ encoding, units, segments: parts, left });
  });
});

describe("quotes", () => {
  test("a trailing quote folds", () => {
    expect(splitQuoted("Thanks!\n\nOn Mon, Ann wrote:\n> hello\n> there")).toEqual({
      own: "Thanks!",
      quoted: "On Mon, Ann wrote:\n> hello\n> there",
    });
    expect(splitQuoted("好的\n\n在 2026年1月1日,客服写道:\n> 您好").own).toBe("好的");
    expect(splitQuoted("Yes\n> really?\n").quoted).toBe("> really?");
  });
  test("answers between quotes stay", () => {
    const text = "> first?\nyes\n> second?\nno";
    expect(splitQuoted(text)).toEqual({ own: text, quoted: "" });
  });
});

describe("birthdays", () => {
  const day = (year: number, month: number, date: number) => new Date(year, month - 1, date);
  test("Gregorian, with 29 February on the 28th in common years", () => {
    expect(daysUntil({ calendar: "gregorian", month: 8, day: 20 }, day(2026, 8, 15))).toBe(5);
    expect(daysUntil({ calendar: "gregorian", month: 8, day: 15 }, day(2026, 8, 15))).toBe(0);
    expect(daysUntil({ calendar: "gregorian", month: 2, day: 29 }, day(2026, 2, 27))).toBe(1);
    expect(daysUntil({ calendar: "gregorian", month: 2, day: 29 }, day(2028, 2, 27))).toBe(2);
  });
  test("lunar: the Mid-Autumn Festival of 2026 is on 25 September, the New Year on 17 February", () => {
    expect(daysUntil({ calendar: "lunar", month: 8, day: 15 }, day(2026, 9, 20))).toBe(5);
    expect(daysUntil({ calendar: "lunar", month: 1, day: 1 }, day(2026, 2, 17))).toBe(0);
  });
});

describe("canned replies", () => {
  test("a slash at the start of a word opens the list, one inside a word does not", () => {
    expect(commandAt("/gre", 4)).toEqual({ start: 0, word: "gre" });
    expect(commandAt("Hello /th", 9)).toEqual({ start: 6, word: "th" });
    expect(commandAt("and/or", 6)).toBeNull();
    expect(commandAt("https://example.com", 19)).toBeNull();
  });
  test("the customer's language comes first", () => {
    expect(choicesFor(canned, "gree", "sms", "zh-CN")[0]?.text).toContain("您好");
    expect(choicesFor(canned, "gree", "sms", "de")[0]?.text).toContain("Hello");
    expect(choicesFor(canned, "nothing like it", "sms", "en")).toEqual([]);
  });
  test("the shortcut counts more than the name, and the name more than the text", () => {
    expect(choicesFor(canned, "th", "sms", "en").map((each) => each.shortcut)).toEqual([
      "thanks",
      "hello",
      "parcel",
    ]);
  });
});

describe("times and names", () => {
  test("clock", () => {
    expect([0, 59, 61, 3661, 36_000, -3].map(clock)).toEqual([
      "0:00",
      "0:59",
      "1:01",
      "1:01:01",
      "10:00:00",
      "0:00",
    ]);
  });
  test("days are counted by the calendar, not by 24 hours", () => {
    const late = new Date(2026, 0, 1, 23, 50);
    expect(daysBetween(late.toISOString(), new Date(2026, 0, 2, 0, 10).getTime())).toBe(1);
  });
  test("numbers are spaced, everything else stays", () => {
    expect(readableAddress("+8613800138000")).toBe("+86 138 0013 8000");
    expect(readableAddress("+862155501000")).toBe("+86 21 5550 1000");
    expect(readableAddress("+12025550123")).toBe("+1 202 555 0123");
    expect(readableAddress("+353861234567")).toBe("+353 86 123 4567");
    expect(readableAddress("+441632960961")).toBe("+44 163 296 0961");
    expect(readableAddress("ann@example.com")).toBe("ann@example.com");
    expect(readableAddress("12345")).toBe("12345");
  });
  test("initials", () => {
    expect(
      ["王小明", "Anna Ruiz", "María Fernández de la Torre", "", "cher", "测试 Ann"].map(initials),
    ).toEqual(["小明", "AR", "MT", "", "C", "测A"]);
  });
  test("snoozing until Monday on a Monday means the next one", () => {
    const monday = new Date(2026, 0, 5, 15);
    expect(choices(monday).find(([key]) => key === "snooze.monday")?.[1]).toEqual(new Date(2026, 0, 12, 9));
  });
});
