import { regions } from "../../config/regions.ts";
import { awsOffers } from "./awsPrices.ts";
import { azureFilters, azureItems, azurePrice } from "./azurePrices.ts";
import type { Harvest } from "./mergePrices.ts";
import { linesOf, readOffer } from "./readOffer.ts";

/** Where the providers publish their prices, and the day of reading. */
export interface PriceLists {
  readonly aws: string;
  readonly azure: string;
  /** `2026-11-21`. */
  readonly today: string;
  readonly fetch: typeof fetch;
}

/** The public lists; both are open to anyone. */
export const publicLists = {
  aws: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws",
  azure: "https://prices.azure.com/api/retail/prices",
} as const;

/** The prices of one AWS region, one offer file after the other. @throws Error when a file cannot be read. */
export async function harvestAws(lists: PriceLists, region: string): Promise<Harvest> {
  const prices: Harvest["prices"][number][] = [];
  let oldest = lists.today;
  for (const { code, price } of awsOffers) {
    const url = `${lists.aws}/${code}/current/${region}/index.csv`;
    const answer = await lists.fetch(url);
    if (!answer.ok || answer.body === null) throw new Error(`${url} answered ${answer.status}`);
    for await (const { published, row } of readOffer(linesOf(answer.body.pipeThrough(new TextDecoderStream())))) {
      if (published !== "" && published < oldest) oldest = published;
      const found = price(row);
      if (found !== undefined) prices.push({ ...found, region });
    }
  }
  const source = {
    title: `AWS Price List, ${region}`,
    url: lists.aws,
    asOf: oldest,
    read: lists.today,
    confidence: "provider" as const,
  };
  return { name: `aws-${region}`, source, prices };
}

/** The prices of one Azure region. @throws Error when a page cannot be read. */
export async function harvestAzure(lists: PriceLists, region: string): Promise<Harvest> {
  const prices: Harvest["prices"][number][] = [];
  for (const filter of azureFilters(region))
    for (const item of await azureItems(lists.azure, filter, lists.fetch)) {
      const found = azurePrice(item);
      if (found !== undefined) prices.push({ ...found, region });
    }
  const source = {
    title: `Azure Retail Prices, ${region}`,
    url: lists.azure,
    read: lists.today,
    confidence: "provider" as const,
  };
  return { name: `azure-${region}`, source, prices };
}

/** The regions whose prices are worth knowing: those a stack may name. */
export function pricedRegions(cloud: "aws" | "azure"): readonly string[] {
  return regions
    .filter((region) => region.cloud === cloud && (region.standing === "eu" || region.standing === "eea"))
    .map(({ name }) => name);
}
