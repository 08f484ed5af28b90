/** The service report's sums: customers by pool alone, promises among those decided, kinds by number. */
import { expect, test } from "vitest";
import { isEmpty, keptShare, kindsOf, monthName, pathOf, totalOf } from "../src/supervise/service.ts";

test("customers are added up by their pools, as each has several classes", () => {
  const figures = { customers_gained: { "pool.followed": 2, "value.core": 2, "rfm.a": 1 } };
  expect(totalOf(figures, "customers_gained")).toBe(2);
  expect(totalOf({ contacts: { phone: 2, email: 3 } }, "contacts")).toBe(5);
});

test("running promises are neither kept nor broken", () => {
  const running = { promises_open: { "case.resolution": 4 } };
  expect(keptShare(running)).toBeNull();
  const decided = {
    promises_kept: { "case.first_reply": 3 },
    promises_broken: { "contact.first_reply": 1 },
  };
  expect(keptShare({ ...running, ...decided })).toBe(0.75);
});

test("kinds come with the most first, then by name", () => {
  expect(kindsOf({ contacts: { sms: 1, phone: 7, email: 1 } }, "contacts")).toEqual([
    ["phone", 7],
    ["email", 1],
    ["sms", 1],
  ]);
});

test("a month without any count is empty", () => {
  expect(isEmpty({ contacts: {} })).toBe(true);
  expect(isEmpty({ contacts: { phone: 1 } })).toBe(false);
});

test("what is asked for", () => {
  const question = { month: "2026-11", rows: "month", team: "" } as const;
  expect(pathOf(question)).toBe("/reports/service?month=2026-11&months=6");
  expect(pathOf({ ...question, rows: "team", team: "care" }, { format: "csv" })).toBe(
    "/reports/service?month=2026-11&by=team&team=care&format=csv",
  );
  expect(monthName("2026-01", "en")).toBe("Jan 2026");
});
