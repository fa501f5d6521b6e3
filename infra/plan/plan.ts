import { hourlyCost } from "../../config/cost/hourlyCost.ts";
import { type MaxHours, maxHours, upperBound } from "../../config/cost/maxHours.ts";
import { type MonthlyLine, monthlyCost } from "../../config/cost/monthlyCost.ts";
import { type Total, totalCost } from "../../config/cost/totalCost.ts";
import { type NodeGroup, nodeGroups } from "../../config/nodeGroups.ts";
import { priceDate, sourcesFor, staleSources } from "../../config/prices/stalePrices.ts";
import type { Settings } from "../../config/settings.ts";
import type { Usd } from "../../config/units.ts";
import type { PlannedResource, PolicyRule } from "../policy/policyRule.ts";
import { type Estimate, estimateRun } from "./estimate/estimateRun.ts";
import type { LoadedStack } from "./loadStack.ts";
import { type Resting, residency } from "./residency.ts";
import { type Verdict, verdicts } from "./verdicts.ts";

/** What a stack will make, cost, keep and where, before anything is made. */
export interface Plan {
  readonly stack: string;
  readonly settings: Settings;
  readonly nodes: readonly NodeGroup[];
  readonly resources: readonly PlannedResource[];
  readonly price: {
    /** USD an hour with the nodes the stack starts with, as they are bought. */
    readonly perHour: Total;
    /** USD an hour with every node there may be, on demand. */
    readonly ceilingPerHour: Total;
    /** USD an hour of what stays after the nodes have powered off, until the stack is destroyed. */
    readonly standingPerHour: Total;
    readonly perMonth: readonly MonthlyLine[];
    /** The oldest date among the prices used, and the sources that are older than 180 days. */
    readonly asOf: string | undefined;
    readonly stale: readonly string[];
  };
  readonly run: Estimate;
  readonly cap: MaxHours & { readonly budget: number; readonly upperBound: Usd };
  readonly residency: readonly Resting[];
  readonly policy: readonly Verdict[];
}

export interface PlanContext {
  readonly resources: readonly PlannedResource[];
  readonly rules: readonly PolicyRule[];
  readonly state: Resting;
  readonly now: Date;
  /** How many images to estimate for; what the stack expects when not given. */
  readonly images?: number | undefined;
}

/** Plans a stack: pure arithmetic over its settings and the resources its program declares. */
export function plan({ stack, settings, job }: LoadedStack, context: PlanContext): Plan {
  const run = estimateRun(settings, job, context.images ?? settings.images.expected);
  const atStart = hourlyCost(settings, "start");
  const sources = sourcesFor(settings);
  return {
    stack,
    settings,
    nodes: nodeGroups(settings),
    resources: context.resources,
    price: {
      perHour: totalCost(atStart, 1),
      ceilingPerHour: totalCost(hourlyCost(settings, "ceiling"), 1),
      standingPerHour: totalCost(
        atStart.filter(({ kind }) => kind === "standing"),
        1,
      ),
      perMonth: monthlyCost(settings, run.storedGiB),
      asOf: sources[0] === undefined ? undefined : priceDate(sources[0]),
      stale: staleSources(settings, context.now).map((source) => `${source.title} (${priceDate(source)})`),
    },
    run,
    cap: { ...maxHours(settings), budget: settings.limits.budget, upperBound: upperBound(settings) },
    residency: residency(settings, context.state),
    policy: verdicts(context.rules, context.resources),
  };
}
