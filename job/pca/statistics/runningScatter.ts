import { type Blas, worthCalling } from "../blas.ts";
import { blockRows } from "../fixedBlocks.ts";
import { BlasScatter } from "./blasScatter.ts";
import type { Scatter, ScatterOptions } from "./scatter.ts";
import { ScatterAccumulator } from "./scatterAccumulator.ts";

/** Running statistics of that many features, zero or `from` earlier ones. */
export function runningScatter(features: number, { kernel, team, blas, from }: ScatterOptions): Scatter {
  return isByBlas(features, blas)
    ? new BlasScatter({ features, blockRows: blockRows(features), blas, from })
    : new ScatterAccumulator(features, { kernel, team, from });
}

/** Whether a BLAS adds them up, which finds numbers that are not finite by itself. */
export function isByBlas(features: number, blas: Blas | undefined): blas is Blas {
  return blas !== undefined && features >= worthCalling;
}
