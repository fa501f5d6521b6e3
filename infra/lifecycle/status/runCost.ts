import { priceDate, sourcesFor } from "../../../config/prices/stalePrices.ts";
import type { Settings } from "../../../config/settings.ts";
import type { ComputeStatus, NodeUsage } from "../compute/computeStatus.ts";
import type { RunCost } from "../receipt/receiptSchema.ts";
import { spentSoFar } from "./spentSoFar.ts";

export interface PaidRun {
  readonly runId: string;
  readonly settings: Settings;
  readonly compute: ComputeStatus;
  readonly standsSince: Date | undefined;
}

/** What a run has cost until `now`, with the hours it is made of. */
export function runCost({ runId, settings, compute, standsSince }: PaidRun, now: Date): RunCost {
  const { known, unknown } = spentSoFar(settings, compute, standsSince, now);
  const [source] = sourcesFor(settings);
  return {
    runId,
    machines: machineHours(compute.nodes, now),
    known,
    unknown: [...unknown],
    ...(source !== undefined && { pricesOf: priceDate(source) }),
  };
}

/** Machines of one type and market together, to the minute. */
function machineHours(nodes: readonly NodeUsage[], now: Date): RunCost["machines"] {
  const groups = new Map<string, { type: string; market: NodeUsage["market"]; count: number; milliseconds: number }>();
  for (const { type, market, from, to = now } of nodes) {
    const group = groups.get(`${type} ${market}`) ?? { type, market, count: 0, milliseconds: 0 };
    group.count += 1;
    group.milliseconds += Math.max(0, to.getTime() - from.getTime());
    groups.set(`${type} ${market}`, group);
  }
  return [...groups.values()].map(({ type, market, count, milliseconds }) => ({
    type,
    market,
    count,
    hours: Math.round(milliseconds / 60_000) / 60,
  }));
}
