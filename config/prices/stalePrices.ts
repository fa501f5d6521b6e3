import type { Settings } from "../settings.ts";
import { type PriceSource, priceTable } from "./priceTable.ts";

/** Prices older than this are still used, and said to be old. */
export const staleAfterDays = 180;

/** The date of a source's prices: its own, or else the day it was read. */
export const priceDate = ({ asOf, read }: PriceSource): string => asOf ?? read;

/** Days between a source's prices and `now`. */
export function ageInDays(source: PriceSource, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(priceDate(source))) / 86_400_000);
}

/** The sources of the prices that a stack's platform may use, oldest prices first. */
export function sourcesFor({ cloud, region, compute: { platform } }: Settings): readonly PriceSource[] {
  const machines = cloud === "aws" ? ["ec2", "ec2-spot"] : ["azure-vm", "azure-vm-spot"];
  const shelves = new Set([...machines, cloud, platform === "databricks" ? `databricks-${cloud}` : platform]);
  const names = priceTable.prices
    .filter((price) => shelves.has(price.item.split("/")[0] ?? "") && (price.region === region || price.region === "*"))
    .map(({ source }) => source);
  return [...new Set(names)]
    .flatMap((name) => priceTable.sources[name] ?? [])
    .sort((a, b) => priceDate(a).localeCompare(priceDate(b)));
}

/** Those of `sourcesFor` whose prices are older than `staleAfterDays`. */
export function staleSources(settings: Settings, now: Date): readonly PriceSource[] {
  return sourcesFor(settings).filter((source) => ageInDays(source, now) > staleAfterDays);
}
