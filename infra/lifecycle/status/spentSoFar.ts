import { spentCost } from "../../../config/cost/spentCost.ts";
import type { Total } from "../../../config/cost/totalCost.ts";
import type { Settings } from "../../../config/settings.ts";
import type { ComputeStatus } from "../compute/computeStatus.ts";

/**
 * What a run has cost until `now`. A platform that ran something and names no machine has not said what they cost:
 * that is unknown, not nothing.
 */
export function spentSoFar(
  settings: Settings,
  { state, nodes }: ComputeStatus,
  standsSince: Date | undefined,
  now: Date,
): Total {
  const spent = spentCost(settings, nodes, standsSince, now);
  const unseen = nodes.length === 0 && state !== "starting";
  return unseen ? { ...spent, unknown: ["machines", ...spent.unknown] } : spent;
}
