import { nodeTypes, type NodeType } from "../nodeTypes.ts";
import { nodePrice, type Platform } from "../prices/nodePrice.ts";
import type { Cloud } from "../regions.ts";

/** A node type with its price on one platform in one region. */
export interface NodeTypeRow extends NodeType {
  /** USD an hour on demand, the platform's share included. */
  readonly perHour: number | "unknown";
}

/** The node types of a cloud with their price, cheapest a core first, unknown last. */
export function nodeTypeRows(cloud: Cloud, platform: Platform, region: string): readonly NodeTypeRow[] {
  return nodeTypes
    .filter((type) => type.cloud === cloud)
    .map((type): NodeTypeRow => {
      const price = nodePrice(cloud, platform, region, type.name);
      return Object.assign({}, type, { perHour: price === "unknown" ? price : price.onDemand + price.platform });
    })
    .sort((a, b) => perCore(a) - perCore(b) || a.cores - b.cores);
}

const perCore = ({ perHour, cores }: NodeTypeRow): number => (perHour === "unknown" ? Infinity : perHour / cores);
