import type { Cloud } from "../regions.ts";
import { type UsdPerHour, usdPerHour } from "../units.ts";
import { type Known, type PriceUnit, priceOf } from "./priceTable.ts";

export type Platform = "emr" | "ec2" | "databricks";

/** What one node costs an hour on demand: the machine, and what the platform adds to it. */
export interface NodePrice {
  readonly machine: UsdPerHour;
  /** The EMR surcharge, or DBU an hour times the price of a DBU; 0 on EC2, where there is no platform. */
  readonly platform: UsdPerHour;
}

/** The price of a node on demand, without its disk; `unknown` where any part of it is. */
export function nodePrice(cloud: Cloud, platform: Platform, region: string, type: string): Known<NodePrice> {
  const machine = amount(`${cloud === "aws" ? "ec2" : "azure-vm"}/${type}`, region, "USD/h");
  const added = platformPrice(cloud, platform, region, type);
  return machine === "unknown" || added === "unknown"
    ? "unknown"
    : { machine: usdPerHour(machine), platform: usdPerHour(added) };
}

function platformPrice(cloud: Cloud, platform: Platform, region: string, type: string): Known<number> {
  if (platform === "ec2") return 0;
  if (platform === "emr") return amount(`emr/${type}`, region, "USD/h");
  const rate = amount(`databricks-${cloud}/${type}`, region, "DBU/h");
  const price = amount(`databricks-${cloud}/jobs-dbu`, region, "USD/DBU");
  return rate === "unknown" || price === "unknown" ? "unknown" : rate * price;
}

function amount(item: string, region: string, unit: PriceUnit): Known<number> {
  const row = priceOf(item, region, unit);
  return row === "unknown" ? "unknown" : row.price;
}
