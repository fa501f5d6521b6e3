import { renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type PriceTable, priceTable } from "../../config/prices/priceTable.ts";
import { harvestAws, harvestAzure, pricedRegions, type PriceLists, publicLists } from "./harvest.ts";
import { type Harvest, mergePrices } from "./mergePrices.ts";

export interface Refreshed {
  readonly table: PriceTable;
  readonly read: readonly string[];
  /** Regions whose list could not be read, with the reason: their old prices stay. */
  readonly failed: readonly string[];
}

/** Reads the providers' lists for every region; what cannot be read keeps its old prices. */
export async function refreshPrices(table: PriceTable, lists: PriceLists): Promise<Refreshed> {
  const harvests: Harvest[] = [];
  const failed: string[] = [];
  const attempts = [
    ...pricedRegions("aws").map((region) => [region, harvestAws] as const),
    ...pricedRegions("azure").map((region) => [region, harvestAzure] as const),
  ];
  for (const [region, harvest] of attempts) {
    try {
      harvests.push(await harvest(lists, region));
    } catch (error) {
      failed.push(`${region}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const filled = harvests.filter(({ prices }) => prices.length > 0);
  return { table: mergePrices(table, filled), read: filled.map(({ name }) => name), failed };
}

if (import.meta.main) {
  const path = fileURLToPath(new URL("../../config/prices/table.json", import.meta.url));
  const today = new Date().toISOString().slice(0, 10);
  const { table, read, failed } = await refreshPrices(priceTable, { ...publicLists, today, fetch });
  for (const line of failed) console.error(`not read: ${line}`);
  if (read.length === 0) {
    console.error("No price list could be read; the table is as it was. This needs the internet.");
    process.exitCode = 1;
  } else {
    writeFileSync(`${path}.part`, `${JSON.stringify(table)}\n`);
    renameSync(`${path}.part`, path);
    console.log(`${read.length} lists read into config/prices/table.json. Next: npm run docs`);
  }
}
