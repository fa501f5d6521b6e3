import { maxHours, upperBound } from "../../../config/cost/maxHours.ts";
import { rateNow } from "../../../config/cost/spentCost.ts";
import type { Total } from "../../../config/cost/totalCost.ts";
import type { Known } from "../../../config/prices/priceTable.ts";
import { priceDate, sourcesFor } from "../../../config/prices/stalePrices.ts";
import type { Settings } from "../../../config/settings.ts";
import { usd } from "../../../config/units.ts";
import type { JobSpec } from "../../../job/contract/jobSpec.ts";
import type { RunProgress } from "../../../job/results/runProgress.ts";
import { estimateRun } from "../../plan/estimate/estimateRun.ts";
import { figures } from "../../plan/estimate/figures.ts";
import { isOver, type JobState } from "../../submission/jobSubmitter.ts";
import type { ComputeStatus } from "../compute/computeStatus.ts";
import { spentSoFar } from "./spentSoFar.ts";

export interface RunSoFar {
  readonly settings: Settings;
  readonly job: JobSpec;
  readonly compute: ComputeStatus;
  readonly state: JobState | undefined;
  readonly progress: RunProgress | undefined;
  /** Since when the stack stands; undefined where its state does not say. */
  readonly standsSince: Date | undefined;
}

export interface RunningCost {
  readonly spent: Total;
  /** What runs now and what stands beside it, an hour. */
  readonly perHour: Total;
  /** Minutes until the job ends, by its own pace, or by the estimate before it has one; 0 once it is over. */
  readonly minutesLeft: Known<number>;
  /** Spent, and what the minutes left will cost at this rate. */
  readonly forecast: Known<Total>;
  /** `budget` is what the stack may cost, `upperBound` what its machines can at most, both in USD. */
  readonly cap: { readonly budget: number; readonly upperBound: number; readonly hours: number };
  /** The oldest date among the prices used. */
  readonly pricesOf: string | undefined;
}

/** What a run has cost, costs and will cost: real hours at the prices of the dated table. */
export function runningCost(run: RunSoFar, now: Date): RunningCost {
  const { settings, compute, standsSince } = run;
  const spent = spentSoFar(settings, compute, standsSince, now);
  const perHour = rateNow(settings, compute.nodes, standsSince !== undefined);
  const minutesLeft = minutesUntilTheEnd(run, now);
  const [source] = sourcesFor(settings);
  return {
    spent,
    perHour,
    minutesLeft,
    forecast: minutesLeft === "unknown" ? "unknown" : afterMinutes(spent, perHour, minutesLeft),
    cap: { budget: settings.limits.budget, upperBound: upperBound(settings), hours: maxHours(settings).hours },
    pricesOf: source === undefined ? undefined : priceDate(source),
  };
}

function afterMinutes(spent: Total, perHour: Total, minutes: number): Total {
  return {
    known: usd(spent.known + (perHour.known * minutes) / 60),
    unknown: [...new Set([...spent.unknown, ...perHour.unknown])],
  };
}

function minutesUntilTheEnd({ settings, job, state, progress, compute }: RunSoFar, now: Date): Known<number> {
  if (state !== undefined && isOver(state)) return 0;
  if (progress !== undefined && progress.done > 0 && progress.seconds > 0 && progress.stage === "features") {
    const minutesEach = progress.seconds / 60 / progress.done;
    return (progress.images - progress.done) * minutesEach + figures.finish.value;
  }
  if (progress !== undefined && progress.stage !== "features" && progress.stage !== "listing")
    return progress.stage === "finished" ? 0 : figures.finish.value;
  const [first] = compute.nodes.map(({ from }) => from.getTime()).sort((a, b) => a - b);
  if (first === undefined) return "unknown";
  const { minutes } = estimateRun(settings, job, progress?.images || settings.images.expected);
  return Math.max(figures.finish.value, minutes - (now.getTime() - first) / 60_000);
}
