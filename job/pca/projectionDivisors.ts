import type { PcaModel } from "./pcaModel.ts";

/** What each of the k projections is divided by: 1, or its standard deviation where the model whitens. */
export function projectionDivisors({ whiten, explainedVariance }: PcaModel): Float64Array {
  return explainedVariance.map((variance) => (whiten ? Math.sqrt(variance) : 1));
}
