import { describe, expect, it } from "vitest";
import { nearest } from "../../config/nearest.ts";
import { inUnit } from "../../config/units.ts";

describe("a number with its unit is read as the person meant it", () => {
  it.each([
    ["10 USD", "USD", 10],
    ["$12.50", "USD", 12.5],
    ["12h", "hours", 12],
    ["90 min", "hours", 1.5],
    ["2 days", "hours", 48],
    ["1h", "minutes", 60],
    ["30 s", "minutes", 0.5],
    ["64GB", "GiB", 64],
    ["1 TiB", "GiB", 1024],
    ["1,5 h", "hours", 1.5],
  ] as const)("%s, in %s, is %d", (text, unit, value) => {
    expect(inUnit(text, unit)).toBe(value);
  });

  it.each([
    ["10 EUR", "USD"],
    ["soon", "hours"],
    ["5 GB", "minutes"],
    ["", "GiB"],
  ] as const)("%s is not a number in %s", (text, unit) => {
    expect(inUnit(text, unit)).toBeUndefined();
  });
});

describe("the nearest valid value", () => {
  it.each([
    ["m5.xlarg", "m5.xlarge"],
    ["M5.XLARGE", "m5.xlarge"],
    ["c5.xlargee", "c5.xlarge"],
  ])("%s was meant as %s", (given, meant) => {
    expect(nearest(given, ["m5.xlarge", "c5.xlarge", "r5.xlarge"])).toBe(meant);
  });

  it("is not offered where nothing is near", () => {
    expect(nearest("eu-west-3", ["m5.xlarge"])).toBeUndefined();
  });
});
