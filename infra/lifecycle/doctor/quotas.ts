import { nodeGroups } from "../../../config/nodeGroups.ts";
import { nodeTypeNamed } from "../../../config/nodeTypes.ts";
import type { Known } from "../../../config/prices/priceTable.ts";
import type { Settings } from "../../../config/settings.ts";

/** Virtual cores a stack may use at most, by how they are bought; unknown where a type's size is. */
export interface CoresNeeded {
  readonly onDemand: Known<number>;
  readonly spot: Known<number>;
}

export function coresNeeded(settings: Settings): CoresNeeded {
  let [onDemand, spot] = [0, 0];
  for (const { type, max, onDemand: fixed } of nodeGroups(settings)) {
    const cores = nodeTypeNamed(type)?.cores;
    if (cores === undefined) return { onDemand: "unknown", spot: "unknown" };
    const bought = Math.min(max, fixed);
    onDemand += bought * cores;
    spot += (max - bought) * cores;
  }
  return { onDemand, spot };
}

/** Public addresses a stack takes: one for the NAT gateway of a Databricks workspace of its own. */
export const addressesNeeded = ({ compute }: Settings): number =>
  compute.platform === "databricks" && compute.workspace.kind === "new" ? 1 : 0;
