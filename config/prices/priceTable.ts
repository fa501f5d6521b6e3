import { z } from "zod";
import table from "./table.json" with { type: "json" };

const Source = z.strictObject({
  title: z.string(),
  url: z.string(),
  asOf: z.iso.date().optional().describe("The date the source gives its prices; absent where it gives none"),
  read: z.iso.date().describe("When it was read"),
  confidence: z
    .enum(["provider", "third-party", "assumed"])
    .describe("provider: its own price list. third-party: copied from it by someone else. assumed: of another region"),
});

const Price = z.strictObject({
  item: z.string().regex(/^[a-z0-9-]+\/[\w.-]+$/),
  region: z.string().describe("A region's name, or * for all of them"),
  unit: z.enum(["USD/h", "USD/DBU", "DBU/h", "USD/GiB-month", "USD/GiB", "USD/month", "USD/1000"]),
  price: z.number().nonnegative(),
  source: z.string(),
});

/** Dated prices, each with its source. Only what a source says is in it; what is absent is unknown, never 0. */
export const PriceTable = z
  .strictObject({ sources: z.record(z.string(), Source), prices: z.array(Price) })
  .refine(({ sources, prices }) => prices.every(({ source }) => source in sources), "a price names no listed source");

export type PriceTable = z.output<typeof PriceTable>;
export type Price = z.output<typeof Price>;
export type PriceSource = z.output<typeof Source>;
export type PriceUnit = Price["unit"];

/** The table the package ships; `tools/prices/refresh.ts` rewrites it from the providers' public price lists. */
export const priceTable: PriceTable = PriceTable.parse(table);

export type Known<T> = T | "unknown";

const index = new Map(priceTable.prices.map((price) => [`${price.item} ${price.region} ${price.unit}`, price]));

/** The price row of an item in a region, falling back to the row of all regions; `unknown` where there is none. */
export function priceOf(item: string, region: string, unit: PriceUnit): Known<Price> {
  return index.get(`${item} ${region} ${unit}`) ?? index.get(`${item} * ${unit}`) ?? "unknown";
}

/** The amount alone; `unknown` where no source says it. */
export function amountOf(item: string, region: string, unit: PriceUnit): Known<number> {
  const price = priceOf(item, region, unit);
  return price === "unknown" ? price : price.price;
}
