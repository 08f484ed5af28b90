/** Opening hours as the page shows them while they are edited; and what may come while something is in hand. */
import { expect, test } from "vitest";
import type { Interval, OpeningHours } from "../src/api/routing.ts";
import { USUAL } from "../src/admin/agent/CapacityFields.tsx";
import { meetingOf, withMeeting } from "../src/admin/agent/Matrix.tsx";
import { openingOf } from "../src/admin/hours/opening.ts";

const day: Interval[] = [{ start: "09:00", end: "18:00" }];
const night: Interval[] = [{ start: "22:00", end: "02:00" }];
const hours = (fields: Partial<OpeningHours> = {}): OpeningHours => ({
  time_zone: "Europe/Madrid",
  week: [day, day, day, day, day, night, []],
  overrides: {},
  ...fields,
});
const reading = (at: string, fields: Partial<OpeningHours> = {}) => {
  const { isOpen, changesAt } = openingOf(hours(fields), Date.parse(at));
  return [isOpen, changesAt?.toISOString() ?? null];
};

test.each([
  ["on a weekday", "2026-11-23T10:00:00Z", true, "2026-11-23T17:00:00.000Z"],
  ["before it opens", "2026-11-23T07:00:00Z", false, "2026-11-23T08:00:00.000Z"],
  ["after midnight of the night before", "2026-11-22T00:30:00Z", true, "2026-11-22T01:00:00.000Z"],
  ["over the weekend", "2026-11-22T12:00:00Z", false, "2026-11-23T08:00:00.000Z"],
])("%s", (_, at, isOpen, changes) => {
  expect(reading(at)).toEqual([isOpen, changes]);
});

test("a holiday replaces its weekday", () => {
  const closed = { overrides: { "2026-11-23": [] } };
  expect(reading("2026-11-23T10:00:00Z", closed)).toEqual([false, "2026-11-24T08:00:00.000Z"]);
});

test("the clock change moves the opening in UTC, not on the wall", () => {
  expect(reading("2026-10-23T17:00:00Z")).toEqual([false, "2026-10-24T20:00:00.000Z"]);
  expect(reading("2026-10-25T12:00:00Z")).toEqual([false, "2026-10-26T08:00:00.000Z"]);
});

test("hours that never open, or never close, have no change", () => {
  const never = { week: Array.from({ length: 7 }, () => []) };
  const always = { week: Array.from({ length: 7 }, () => [{ start: "00:00", end: "00:00" }]) };
  expect(reading("2026-11-23T10:00:00Z", never)).toEqual([false, null]);
  expect(reading("2026-11-23T10:00:00Z", always)).toEqual([true, null]);
});

test("a pair of channels meets in one of three ways", () => {
  const onTop = withMeeting(USUAL, "email", "phone", "onTop");
  expect(onTop.interrupts).toEqual({ phone: ["email"] });
  const never = withMeeting(onTop, "email", "phone", "never");
  expect([never.interrupts, never.blocks]).toEqual([{}, { email: ["phone"] }]);
  expect(meetingOf(never, "email", "phone")).toBe("never");
  expect(meetingOf(withMeeting(never, "email", "phone", "usual"), "email", "phone")).toBe("usual");
});
