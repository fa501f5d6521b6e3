import { type ComponentChoice, shareReached, type Spectrum } from "../componentsWanted.ts";
import type { Matrix } from "../matrix.ts";
import { type LargestEigenpairs, type LargestOptions, largestEigenpairs } from "./largestEigenpairs.ts";

export interface SearchOptions extends Omit<LargestOptions, "wanted" | "start"> {
  readonly choice: ComponentChoice;
  /** Pairs to search for at most. */
  readonly most: number;
  readonly spectrumOf: (variances: Float64Array) => Spectrum;
}

/** Pairs searched for first where a share of the variance says how many. */
const firstGuess = 32;

/**
 * The pairs chosen, without computing the others: for a share of the variance, in subspaces that double until they
 * explain it. `reached` is the number of pairs to keep, undefined where the search ended before it was known.
 */
export async function searchPairs(
  options: SearchOptions,
): Promise<{ readonly pairs: LargestEigenpairs; readonly reached: number | undefined }> {
  const { choice, most, spectrumOf } = options;
  let wanted = Math.min(choice.components ?? firstGuess, most);
  let start: Matrix | undefined;
  for (let products = 0; ; wanted = Math.min(2 * wanted, most)) {
    const found = await largestEigenpairs({ ...options, wanted, ...(start === undefined ? {} : { start }) });
    products += found.products;
    const reached = choice.components ?? shareReached(choice, spectrumOf(found.values));
    if (reached !== undefined || wanted === most || !found.converged) return { pairs: { ...found, products }, reached };
    start = found.vectors;
  }
}
