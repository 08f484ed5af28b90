/** Cases, tasks and notices: which lists an event touches, and what forms turn into shapes and back. */
import { expect, test } from "vitest";
import { fieldLines, fieldsOf } from "../src/admin/caseFields.ts";
import type { CaseField } from "../src/api/service.ts";
import { kindName } from "../src/cases/words.ts";
import { touched } from "../src/live/service.ts";
import { inputTime, instant } from "../src/text/inputTime.ts";

const event = (name: string, data: unknown = {}) => ({ seq: 1, event: name, at: "", data });

test("an event asks again for the lists that it may have changed, and for no others", () => {
  expect(touched(event("case.updated"))).toContain("cases");
  expect(touched(event("task.created"))).toEqual(["tasks", "today"]);
  expect(touched(event("notice.created"))).toEqual(["notices", "today"]);
  expect(touched(event("interaction.updated", { case_id: null }))).toEqual(["today"]);
  expect(touched(event("interaction.updated", { case_id: "c1" }))).toContain("case-contacts");
  expect(touched(event("customer.unmerged"))).toContain("cases");
  expect(touched(event("customer.updated"))).toEqual([]);
  expect(touched(event("queue.updated"))).toEqual([]);
});

test("further fields of a kind survive being written as lines", () => {
  const fields: CaseField[] = [
    {
      key: "device",
      name_en: "Device",
      name_zh: "设备",
      type: "choice",
      choices: ["Pump", "Valve"],
      required: true,
    },
    { key: "since", name_en: "Since", name_zh: "", type: "date", choices: [], required: false },
  ];

  expect(fieldsOf(fieldLines(fields))).toEqual(fields);
  expect(fieldsOf("weight\n\n")).toEqual([
    { key: "weight", name_en: "weight", name_zh: "", type: "text", choices: [], required: false },
  ]);
});

test("a time in a field is the instant that it came from, to the minute", () => {
  expect(instant(inputTime("2026-03-09T08:05:00.000Z"))).toBe("2026-03-09T08:05:00.000Z");
  expect(instant("")).toBeNull();
  expect(inputTime(null)).toBe("");
});

test("a kind is named in the reader's language, else in English, else by its key", () => {
  const kinds = [
    { id: "repair", name_en: "Repair", name_zh: "维修" },
    { id: "visit", name_en: "Visit", name_zh: "" },
  ] as Parameters<typeof kindName>[0];

  expect(kindName(kinds, "repair", "zh-CN")).toBe("维修");
  expect(kindName(kinds, "visit", "zh-CN")).toBe("Visit");
  expect(kindName(kinds, "gone", "en")).toBe("gone");
});
