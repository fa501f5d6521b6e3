import { describe, expect, it } from "vitest";
import { parseSettings } from "../../config/parseSettings.ts";
import { amountOf, PriceTable, priceTable } from "../../config/prices/priceTable.ts";
import { ageInDays, priceDate, staleSources } from "../../config/prices/stalePrices.ts";

const now = new Date("2026-11-21T00:00:00Z");

describe("the price table", () => {
  it("fits its schema, names a source for every price, and none twice", () => {
    expect(PriceTable.safeParse(priceTable).success).toBe(true);
    const rows = priceTable.prices.map(({ item, region, unit }) => `${item} ${region} ${unit}`);
    expect(new Set(rows).size).toBe(rows.length);
    const used = new Set(priceTable.prices.map(({ source }) => source));
    expect([...used].sort()).toEqual(Object.keys(priceTable.sources).sort());
  });

  it("answers unknown, never 0, for what no source says", () => {
    expect(amountOf("ec2/m5.xlarge", "eu-west-3", "USD/h")).toBe(0.224);
    expect(amountOf("ec2/m5.xlarge", "us-east-1", "USD/h")).toBe("unknown");
    expect(amountOf("ec2/m9.mega", "eu-west-3", "USD/h")).toBe("unknown");
    expect(priceTable.prices.filter(({ price }) => price === 0)).toEqual([]);
  });

  it("never sells spot dearer than on demand", () => {
    for (const { item, region, unit, price } of priceTable.prices.filter(({ item: name }) => name.includes("-spot/"))) {
      const onDemand = amountOf(item.replace("-spot/", "/"), region, unit);
      expect([item, region, onDemand !== "unknown" && price <= onDemand]).toEqual([item, region, true]);
    }
  });

  it("dates every source, none in the future", () => {
    for (const source of Object.values(priceTable.sources)) {
      expect(Date.parse(priceDate(source))).toBeLessThanOrEqual(Date.parse(source.read));
      expect(ageInDays(source, new Date(`${source.read}T12:00:00Z`))).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("old prices", () => {
  const paris = parseSettings({
    cloud: "aws",
    region: "eu-west-3",
    compute: { platform: "ec2", primary: { type: "c5.xlarge" } },
  });

  it("are named after 180 days and not before", () => {
    if (!paris.ok) throw new Error("refused");
    expect(staleSources(paris.settings, now)).toEqual([]);
    expect(staleSources(paris.settings, new Date("2027-06-01T00:00:00Z")).length).toBeGreaterThan(0);
  });
});
