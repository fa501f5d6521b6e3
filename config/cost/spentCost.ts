import { nodeGroups } from "../nodeGroups.ts";
import { nodePrice } from "../prices/nodePrice.ts";
import type { Settings } from "../settings.ts";
import { usd } from "../units.ts";
import { type CostLine, diskPrice, standingLines } from "./hourlyCost.ts";
import { type Total, totalCost } from "./totalCost.ts";

/** A machine that was, or is, paid for. */
export interface PaidNode {
  readonly type: string;
  readonly market: "onDemand" | "spot";
  readonly from: Date;
  /** When it ended; undefined while it runs. */
  readonly to: Date | undefined;
}

/**
 * What a run has cost until `now`: the hours of its machines and their disks, and of what stands beside them, at the
 * prices of the dated table. A spot price that is not known is taken as the on-demand one, which it never exceeds.
 * Requests, traffic and stored bytes are not in it.
 */
export function spentCost(
  settings: Settings,
  nodes: readonly PaidNode[],
  standingSince: Date | undefined,
  now: Date,
): Total {
  const machines = nodes.map((node) => totalCost(linesOf(settings, node), hoursBetween(node.from, node.to ?? now)));
  const standing =
    standingSince === undefined ? [] : [totalCost(standingLines(settings), hoursBetween(standingSince, now))];
  return sum([...machines, ...standing]);
}

/** What the machines that run now, and what stands beside them, cost an hour. */
export function rateNow(settings: Settings, nodes: readonly PaidNode[], stands: boolean): Total {
  const running = nodes.filter(({ to }) => to === undefined).flatMap((node) => linesOf(settings, node));
  return totalCost([...running, ...(stands ? standingLines(settings) : [])], 1);
}

function linesOf(settings: Settings, { type, market }: PaidNode): readonly CostLine[] {
  const { cloud, region, compute } = settings;
  const price = nodePrice(cloud, compute.platform, region, type);
  const what = `${type}, ${market === "spot" ? "spot" : "on demand"}`;
  const group = nodeGroups(settings).find((each) => each.type === type);
  const disk = group === undefined ? "unknown" : diskPrice(settings, group);
  const ofMarket = price === "unknown" || price[market] === "unknown" ? "onDemand" : market;
  const machine = price === "unknown" ? price : price[ofMarket];
  const each = price === "unknown" || machine === "unknown" ? "unknown" : machine + price.platform;
  return [
    { what, count: 1, each, kind: "node" },
    { what: `disks of ${type}`, count: 1, each: disk, kind: "disk" },
  ];
}

const hoursBetween = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime()) / 3_600_000;

function sum(totals: readonly Total[]): Total {
  return {
    known: usd(totals.reduce((all, { known }) => all + known, 0)),
    unknown: [...new Set(totals.flatMap(({ unknown }) => unknown))],
  };
}
