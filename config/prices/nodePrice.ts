import type { Cloud } from "../regions.ts";
import { type UsdPerHour, usdPerHour } from "../units.ts";
import { type Known, amountOf } from "./priceTable.ts";

export type Platform = "emr" | "ec2" | "databricks";

/** What one node costs an hour: the machine, and what the platform adds to it. Without its disk. */
export interface NodePrice {
  readonly onDemand: UsdPerHour;
  /** What the spot market asked when the table was made. It moves, and never rises above `onDemand`. */
  readonly spot: Known<UsdPerHour>;
  /** The EMR surcharge, or DBU an hour times the price of a DBU; 0 on EC2, where there is no platform. */
  readonly platform: UsdPerHour;
}

/** The price of a node; `unknown` where the machine's or the platform's is. */
export function nodePrice(cloud: Cloud, platform: Platform, region: string, type: string): Known<NodePrice> {
  const machines = cloud === "aws" ? "ec2" : "azure-vm";
  const onDemand = amountOf(`${machines}/${type}`, region, "USD/h");
  const spot = amountOf(`${machines}-spot/${type}`, region, "USD/h");
  const added = platformPrice(cloud, platform, region, type);
  if (onDemand === "unknown" || added === "unknown") return "unknown";
  return {
    onDemand: usdPerHour(onDemand),
    spot: spot === "unknown" ? spot : usdPerHour(Math.min(spot, onDemand)),
    platform: usdPerHour(added),
  };
}

function platformPrice(cloud: Cloud, platform: Platform, region: string, type: string): Known<number> {
  if (platform === "ec2") return 0;
  if (platform === "emr") return amountOf(`emr/${type}`, region, "USD/h");
  const rate = amountOf(`databricks-${cloud}/${type}`, region, "DBU/h");
  const price = amountOf(`databricks-${cloud}/jobs-dbu`, region, "USD/DBU");
  return rate === "unknown" || price === "unknown" ? "unknown" : rate * price;
}
