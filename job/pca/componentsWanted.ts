import { defaultVariance } from "../contract/jobSpec.ts";
import { InputError } from "../contract/errors.ts";

/** How many components to keep: a number, or the smallest number that explains a share of the variance. */
export interface ComponentChoice {
  readonly components?: number;
  readonly variance?: number;
}

/** The shape of the data and what its spectrum says. */
export interface Spectrum {
  readonly samples: number;
  readonly features: number;
  /** Variances along the components, descending: all of them, or the largest. */
  readonly variances: Float64Array;
  /** Sum of all variances. */
  readonly total: number;
}

/** Variances that stand clear of the rounding of the largest, at most samples - 1 of them. */
export function rankOf({ samples, features, variances }: Spectrum): number {
  const rounding = variances.length === 0 ? 0 : variances[0]! * Math.max(samples, features) * Number.EPSILON;
  const clear = variances.findIndex((variance) => !(variance > rounding));
  return Math.min(clear === -1 ? variances.length : clear, Math.max(samples - 1, 0), features);
}

/**
 * The number of components to keep. More than the rank throws an InputError that names it; a share of the variance that
 * the rank cannot reach gives all there is.
 */
export function componentsWanted(choice: ComponentChoice, spectrum: Spectrum): number {
  const rank = rankOf(spectrum);
  if (rank === 0)
    throw new InputError(
      `the ${spectrum.samples} rows are all alike: there is no variance to explain`,
      "Give at least two rows that differ.",
    );
  if (choice.components !== undefined) {
    if (choice.components <= rank) return choice.components;
    throw new InputError(
      `${choice.components} components were asked for, but ${spectrum.samples} rows × ${spectrum.features} features have rank ${rank}`,
      `Ask for at most ${rank} components, or for a share of the variance instead.`,
    );
  }
  return shareReached(choice, { ...spectrum, variances: spectrum.variances.subarray(0, rank) }) ?? rank;
}

/** The smallest number of components that explains the chosen share of the variance, if those known do. */
export function shareReached(choice: ComponentChoice, { variances, total }: Spectrum): number | undefined {
  const share = choice.variance ?? defaultVariance;
  let explained = 0;
  const last = variances.findIndex((variance) => (explained += variance) >= share * total);
  return last === -1 ? undefined : last + 1;
}

/** Throws an InputError unless at most one of the two is given and it can be meant. */
export function requireSensibleChoice({ components, variance }: ComponentChoice): void {
  if (components !== undefined && variance !== undefined)
    throw new InputError("both components and variance were given", "Give one of them.");
  if (components !== undefined && !(Number.isInteger(components) && components >= 1))
    throw new InputError(`components is ${components}, not a whole number from 1`, "Give 1 or more.");
  if (variance !== undefined && !(variance > 0 && variance <= 1))
    throw new InputError(`variance is ${variance}, not a share`, "Give a number above 0 and up to 1, such as 0.9.");
}
