import { describe, expect, it } from "vitest";
import { marked } from "../src/text/marks.ts";

const hits = (text: string, query: string): string[] =>
  marked(text, query)
    .filter(({ isHit }) => isHit)
    .map(({ text: hit }) => hit);

describe("marked words", () => {
  it("are found whatever their case, in both languages", () => {
    expect(hits("The Invoice and the invoice", "INVOICE")).toEqual(["Invoice", "invoice"]);
    expect(hits("我想查询订单的发票", "发票 订单")).toEqual(["订单", "发票"]);
  });

  it("leave the text as it is", () => {
    const text = "a.b (c) [d]";
    expect(
      marked(text, "(c) .*")
        .map((each) => each.text)
        .join(""),
    ).toBe(text);
    expect(hits(text, ".*")).toEqual([]);
  });
});
