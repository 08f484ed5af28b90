/** The staffing page's figures: the question it sends, the bars it draws, where the arrow keys lead. */
import { describe, expect, test } from "vitest";
import {
  bars,
  longestWait,
  percent,
  questionOf,
  roundUp,
  seconds,
  steppedTo,
  USUAL,
  type StaffingAnswer,
  type StaffingOption,
} from "../src/supervise/staffing.ts";

const option = (agents: number, level: number | null, asa: number | null): StaffingOption => ({
  agents,
  stable: level !== null,
  service_level: level,
  answered_in_time: level,
  asa_s: asa,
  wait_s: asa,
  p_wait: level === null ? null : 1 - level,
  p_abandon: level === null ? null : 0,
  occupancy: level === null ? null : 10 / agents,
  waiting: asa,
});

const answer: StaffingAnswer = {
  calls_per_hour: 200,
  aht_s: 180,
  patience_s: null,
  within_s: 20,
  service_level: 0.8,
  model: "erlang_c",
  erlangs: 10,
  needed: 14,
  agents: 14,
  options: [
    option(10, null, null),
    option(11, 0.39, 122.8),
    option(12, 0.64, 40.4),
    option(13, 0.796, 17.1),
    option(14, 0.888, 7.8),
    option(15, 0.941, 3.7),
  ],
};

describe("the question", () => {
  test("is asked in seconds and shares", () => {
    expect(questionOf(USUAL)).toEqual({
      calls_per_hour: 200,
      aht_s: 180,
      within_s: 20,
      service_level: 0.8,
      patience_s: null,
    });
    expect(questionOf({ ...USUAL, patience: 120 })?.patience_s).toBe(120);
  });
  test.each(["calls", "aht", "within", "promise"] as const)("waits for %s", (name) => {
    expect(questionOf({ ...USUAL, [name]: "" })).toBeNull();
  });
});

describe("the chart", () => {
  const size = { width: 600, height: 100 };
  test("has a bar for each number of agents, from a zero baseline", () => {
    const drawn = bars(answer.options, (each) => each.service_level, 1, size);
    expect(drawn.map((each) => Math.round(each.height))).toEqual([0, 39, 64, 80, 89, 94]);
    expect(drawn.every((each) => each.y + each.height === size.height)).toBe(true);
    expect(drawn.every((each) => each.x >= 0 && each.x + each.width <= size.width)).toBe(true);
  });
  test("cuts what would flatten all others", () => {
    const most = longestWait(answer);
    expect(most).toBe(50);
    expect(bars(answer.options, (each) => each.asa_s, most, size)[1]?.height).toBe(size.height);
  });
  test("still has a scale when every wait is long, or none is known", () => {
    expect(longestWait({ ...answer, options: [option(11, 0.39, 122.8)] })).toBe(200);
    expect(longestWait({ ...answer, options: [option(10, null, null)] })).toBe(1);
  });
  test.each([
    [0, 1],
    [0.3, 0.5],
    [7, 10],
    [11, 20],
    [50, 50],
    [230, 500],
  ])("an axis for %d ends at %d", (largest, end) => {
    expect(roundUp(largest)).toBeCloseTo(end);
  });
});

describe("the keyboard", () => {
  test.each([
    ["ArrowRight", 14, 15],
    ["ArrowUp", 15, 15],
    ["ArrowLeft", 14, 13],
    ["ArrowDown", 10, 10],
    ["Home", 14, 10],
    ["End", 14, 15],
    ["Tab", 14, null],
  ])("%s leads from %d to %s", (key, from, to) => {
    expect(steppedTo(key, from, answer)).toBe(to);
  });
});

test("figures are written in the reader's language, and missing ones as a dash", () => {
  expect(percent(0.88835, "en")).toBe("88.8%");
  expect(percent(null, "en")).toBe("–");
  expect(seconds(7.836, "en")).toBe("7.8s");
  expect(seconds(122.8, "zh-CN")).toBe("123秒");
  expect(seconds(null, "en")).toBe("–");
});
