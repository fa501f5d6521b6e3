import { interfaceEndpoints } from "../interfaceEndpoints.ts";
import { type NodeGroup, nodeGroups } from "../nodeGroups.ts";
import { nodePrice } from "../prices/nodePrice.ts";
import { amountOf, type Known } from "../prices/priceTable.ts";
import type { Settings } from "../settings.ts";

/** Hours in the month that the clouds divide monthly prices by. */
export const hoursPerMonth = 730;

/** Something that costs money while it exists. */
export interface CostLine {
  /** What it is, such as `m5.xlarge, on demand`. */
  readonly what: string;
  readonly count: number;
  /** USD an hour for one of them. */
  readonly each: Known<number>;
  /**
   * `node`: ends with the node, and its price decides the budget. `disk`: likewise, and small.
   * `standing`: stays until the stack is destroyed, and is billed by the started hour.
   */
  readonly kind: "node" | "disk" | "standing";
}

/**
 * `start`: the nodes the cluster starts with. `full`: all it may grow to. Both as they are bought, spot ones at the
 * spot price of the table. `ceiling`: all it may grow to, every one on demand, which no bill exceeds.
 */
export type Load = "start" | "full" | "ceiling";

/** What a stack costs an hour under a load, line by line. */
export function hourlyCost(settings: Settings, load: Load): readonly CostLine[] {
  const groups = nodeGroups(settings).filter(({ max }) => max > 0);
  return [...groups.flatMap((group) => nodeLines(settings, group, load)), ...standingLines(settings)];
}

function nodeLines(settings: Settings, group: NodeGroup, load: Load): readonly CostLine[] {
  const { cloud, region, compute } = settings;
  const { role, type } = group;
  const price = nodePrice(cloud, compute.platform, region, type);
  const count = load === "start" ? group.min : group.max;
  const spot = load === "ceiling" || price === "unknown" || price.spot === "unknown" ? 0 : count - group.onDemand;
  const spotNodes = Math.max(0, spot);
  const node = (market: "onDemand" | "spot", nodes: number): CostLine => ({
    what: `${type} ${role}, ${market === "spot" ? "spot" : "on demand"}`,
    count: nodes,
    each: price === "unknown" ? price : plus(price[market], price.platform),
    kind: "node",
  });
  const disk: CostLine = { what: `disks of the ${role}`, count, each: diskPrice(settings, group), kind: "disk" };
  return [node("onDemand", count - spotNodes), node("spot", spotNodes), disk].filter(({ count }) => count > 0);
}

const plus = (a: Known<number>, b: number): Known<number> => (a === "unknown" ? a : a + b);

/** USD an hour for the disks of one node of a group. */
export function diskPrice({ region }: Settings, { diskGiB }: NodeGroup): Known<number> {
  if (diskGiB === undefined) return "unknown";
  const month = amountOf("aws/ebs-gp3", region, "USD/GiB-month");
  return month === "unknown" ? month : (diskGiB * month) / hoursPerMonth;
}

/** What is paid for until the stack is destroyed, whether or not a node runs. */
export function standingLines(settings: Settings): readonly CostLine[] {
  const { cloud, region, compute } = settings;
  const line = (what: string, count: number, item: string): CostLine => ({
    what,
    count,
    each: amountOf(item, region, "USD/h"),
    kind: "standing",
  });
  const endpoints = interfaceEndpoints(settings);
  const lines: CostLine[] = [];
  if (endpoints.length > 0) lines.push(line("interface endpoint", endpoints.length, "aws/interface-endpoint"));
  if (settings.notebook === "sagemaker")
    lines.push({ what: "Studio while a notebook is open", count: 1, each: "unknown", kind: "standing" });
  if (compute.platform === "databricks" && compute.workspace.kind === "new") {
    lines.push(line("NAT gateway", 1, `${cloud}/nat-gateway`));
    lines.push(line("public address of the NAT gateway", 1, cloud === "aws" ? "aws/public-ipv4" : "azure/public-ip"));
  }
  return lines;
}
