import { worthCalling } from "../blas.ts";
import { blockRows } from "../fixedBlocks.ts";
import { BlasScatter } from "./blasScatter.ts";
import type { Scatter, ScatterOptions } from "./scatter.ts";
import { ScatterAccumulator } from "./scatterAccumulator.ts";

/** Running statistics of that many features, zero or `from` earlier ones. */
export function runningScatter(features: number, { kernel, team, blas, from }: ScatterOptions): Scatter {
  return blas !== undefined && features >= worthCalling
    ? new BlasScatter({ features, blockRows: blockRows(features), blas, from })
    : new ScatterAccumulator(features, { kernel, team, from });
}
