import { maxHours } from "../../config/cost/maxHours.ts";
import type { Region } from "../../config/regions.ts";
import { regionNamed } from "../../config/regions.ts";
import type { JobSpec } from "../../job/contract/jobSpec.ts";
import { type Estimate, estimateRun } from "./estimate/estimateRun.ts";
import type { LoadedStack } from "./loadStack.ts";

/** One stack beside the others, for the same job. */
export interface Offer {
  readonly stack: string;
  readonly region: Region | undefined;
  readonly run: Estimate;
  readonly budget: number;
  /** Whether the estimate ends before the stack powers itself off. */
  readonly finishes: boolean;
  readonly notes: readonly string[];
}

/**
 * Estimates the same job on each stack: cheapest first. What would not end in time comes
 * last, and what has a part of unknown price comes after what is known whole.
 */
export function compare(stacks: readonly LoadedStack[], job: JobSpec, images: number): readonly Offer[] {
  const offers = stacks.map(({ stack, settings }): Offer => {
    const run = estimateRun(settings, job, images);
    const { workers } = settings.compute;
    const finishes = run.minutes <= maxHours(settings).hours * 60;
    return {
      stack,
      region: regionNamed(settings.region),
      run,
      budget: settings.limits.budget,
      finishes,
      notes: [
        ...(finishes ? [] : ["stops before it ends: raise the budget"]),
        ...(workers.spot ? ["spot workers"] : []),
        ...(run.price.unknown.length > 0 ? [`+ unknown: ${run.price.unknown.join(", ")}`] : []),
      ],
    };
  });
  return offers.sort(
    (a, b) =>
      Number(b.finishes) - Number(a.finishes) ||
      Number(isWhole(b)) - Number(isWhole(a)) ||
      a.run.price.known - b.run.price.known ||
      a.stack.localeCompare(b.stack),
  );
}

const isWhole = ({ run }: Offer): boolean => run.price.unknown.length === 0;
