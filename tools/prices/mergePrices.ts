import { PriceTable, type Price, type PriceSource } from "../../config/prices/priceTable.ts";

/** Prices that were read together. */
export interface Harvest {
  readonly name: string;
  readonly source: PriceSource;
  readonly prices: readonly Omit<Price, "source">[];
}

/** The table with the harvested prices in place of those of the same item, region and unit; unused sources go. */
export function mergePrices(table: PriceTable, harvests: readonly Harvest[]): PriceTable {
  const rows = new Map(table.prices.map((price) => [key(price), price]));
  for (const { name, prices } of harvests) for (const price of prices) rows.set(key(price), { ...price, source: name });

  const prices = [...rows.values()];
  const used = new Set(prices.map(({ source }) => source));
  const sources = { ...table.sources, ...Object.fromEntries(harvests.map(({ name, source }) => [name, source])) };
  return PriceTable.parse({
    sources: Object.fromEntries(Object.entries(sources).filter(([name]) => used.has(name))),
    prices,
  });
}

const key = ({ item, region, unit }: Omit<Price, "source">): string => `${item} ${region} ${unit}`;
