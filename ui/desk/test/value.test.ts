/** What the pages of value work out themselves: classes as typed, money, fields of rules. */
import { describe, expect, it } from "vitest";
import { minorDigits, moneyText, toMajor, toMinor } from "../src/text/money.ts";
import { classesOf, pairsOf, tagsOf, valuesOf } from "../src/value/classes.ts";
import { kindOf, listed } from "../src/value/ruleKinds.ts";

describe("classes of an entry rule", () => {
  it("come back as they were typed", () => {
    const classes = { value: ["core", "general"], loyalty: ["gold"] };
    expect(tagsOf(classes)).toEqual(["value=core", "value=general", "loyalty=gold"]);
    expect(classesOf(tagsOf(classes))).toEqual(classes);
  });

  it("leave out what names no class", () => {
    expect(classesOf(["value", "=gold", "rfm : 555"])).toEqual({ rfm: ["555"] });
  });
});

describe("money", () => {
  it("is counted in the minor unit that the currency has", () => {
    expect([minorDigits("USD"), minorDigits("JPY"), minorDigits("nonsense")]).toEqual([2, 0, 2]);
    expect(toMinor(12.34, "USD")).toBe(1234);
    expect(toMinor(1.1, "USD")).toBe(110);
    expect(toMajor(1234, "JPY")).toBe(1234);
    expect(moneyText(123_450, "USD", "en")).toBe("$1,234.50");
  });
});

describe("fields of rules", () => {
  it("know how they are edited", () => {
    expect(kindOf("cells", [["gold"]])).toBe("cells");
    expect(kindOf("amounts", [1, 2])).toBe("numbers");
    expect(kindOf("years", null)).toBe("number");
    expect(kindOf("rates", {})).toBe("pairs");
    expect(kindOf("weekly_at", "09:00")).toBe("text");
  });

  it("show borders only when they count", () => {
    const names = (scoring: string) => listed({ scoring, amounts: [1, 2, 3, 4] }).map(([name]) => name);
    expect(names("quintiles")).toEqual(["scoring"]);
    expect(names("borders")).toEqual(["scoring", "amounts"]);
  });

  it("keep pairs", () => {
    expect(valuesOf(pairsOf({ EUR: 1.08 }), true)).toEqual({ EUR: 1.08 });
    expect(valuesOf(["Shanghai=Asia/Shanghai", "nothing"], false)).toEqual({ Shanghai: "Asia/Shanghai" });
  });
});
