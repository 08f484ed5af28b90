/** The reports page's figures: the question it sends, what it writes, what the chart draws. */
import { describe, expect, test } from "vitest";
import { en } from "../src/i18n/en.ts";
import {
  columnsOf,
  columnsShown,
  dateText,
  dayIn,
  EXPLAINED,
  isToday,
  lastDays,
  localStart,
  parametersOf,
  span,
  stacks,
  stretches,
  usual,
  written,
  type ReportRow,
} from "../src/supervise/reports.ts";

const row = (extra: Record<string, unknown> = {}): ReportRow => ({
  start: "2026-03-29T00:00:00.000Z",
  end: "2026-03-29T00:30:00.000Z",
  local_start: "2026-03-29T01:00+01:00",
  zone: "Europe/Berlin",
  ...extra,
});
const today = new Date(2026, 2, 1, 12);

describe("the question", () => {
  test("is about today by half hours at first", () => {
    expect(parametersOf(usual(today))).toEqual({
      from: "2026-03-01",
      to: "2026-03-01",
      interval: "30",
      queue_id: null,
      kind: null,
      agent_id: null,
      cohort: null,
    });
  });
  test("begins with the organisation's day, wherever the reader sits", () => {
    const night = new Date("2026-11-23T00:18:00Z");
    expect(dateText(dayIn("America/New_York", night))).toBe("2026-11-22");
    expect(dateText(dayIn("Asia/Shanghai", night))).toBe("2026-11-23");
  });
  test("covers whole days across the end of a month", () => {
    expect(lastDays(7, today)).toEqual({ from: "2026-02-23", to: "2026-03-01" });
  });
  test("is asked again only while it is about today", () => {
    expect(isToday(usual(today), today)).toBe(true);
    expect(isToday({ ...usual(today), ...lastDays(2, today) }, today)).toBe(false);
  });
  test("waits for both dates, and names an interval only where rows are intervals", () => {
    expect(parametersOf({ ...usual(today), to: "" })).toBeNull();
    expect(parametersOf({ ...usual(today), rows: "queues" })?.interval).toBeNull();
  });
});

describe("figures", () => {
  test("without anything to divide by are a dash, never 0 or 100 %", () => {
    expect(written(null, "share", "en")).toBe("–");
    expect(written(0, "share", "en")).toBe("0%");
    expect(written(0.826923, "share", "en")).toBe("82.7%");
    expect(written(1234, "count", "en")).toBe("1,234");
  });
  test("show lengths of time as a clock does", () => {
    expect([25, 59.6, 725, 3723].map(span)).toEqual(["0:25", "1:00", "12:05", "1:02:03"]);
  });
  test("are named on the wall clock of their own zone", () => {
    expect(localStart(row(), "30", "en-GB")).toContain("01:00");
    expect(localStart(row(), "day", "en-GB")).not.toContain("01:00");
  });
  test("are all explained, in every table", () => {
    for (const rows of ["intervals", "queues", "channels", "agents"] as const)
      for (const cohort of ["event", "enqueued"] as const)
        for (const { figure } of columnsOf({ ...usual(today), rows, cohort }))
          expect(EXPLAINED).toContain(figure);
    for (const figure of EXPLAINED) {
      expect(en).toHaveProperty([`reports.figure.${figure}`]);
      expect(en).toHaveProperty([`reports.means.${figure}`]);
    }
  });
});

describe("the table", () => {
  test("leaves out what is rare where it did not happen", () => {
    const shown = (rows: ReportRow[]) => columnsShown(usual(today), rows).map(({ figure }) => figure);
    expect(shown([row({ callbacks: 0 })])).not.toContain("callbacks");
    expect(shown([row({ callbacks: 0 }), row({ callbacks: 1 })])).toContain("callbacks");
    expect(shown([])).toContain("transfers");
  });
});

describe("the chart", () => {
  const size = { width: 100, height: 50 };
  test("stacks abandoned on answered from a zero baseline", () => {
    const [bar] = stacks([row({ answered: 6, abandoned: 2 })], 10, size);
    expect(bar?.answered).toEqual({ y: 20, height: 30 });
    expect(bar?.abandoned).toEqual({ y: 10, height: 10 });
  });
  test("leaves a gap where there is no service level", () => {
    const levels = [1, null, 0.5, 0].map((level) => row({ level }));
    const drawn = stretches(levels, "level", size);
    expect(drawn.map((each) => each.map(({ y }) => y))).toEqual([[0], [25, 50]]);
  });
});
