import { fixedBlocks } from "./fixedBlocks.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { RowBlock, RowSource } from "./matrix.ts";
import { ScatterAccumulator } from "./statistics/scatterAccumulator.ts";
import type { Statistics } from "./statistics/statistics.ts";

/** What one pass leaves: rows as they are (their n × n Gram matrix is small), statistics, or more than either holds. */
export type Collected =
  | { readonly kind: "rows"; readonly rows: readonly RowBlock[]; readonly count: number; readonly features: number }
  | { readonly kind: "statistics"; readonly statistics: Statistics }
  | { readonly kind: "too large"; readonly count: number; readonly features: number };

export interface CollectOptions {
  readonly kernel: MatrixKernel;
  /** Whether rows of that number of features are kept when there are `count` of them. */
  readonly keeps: (count: number, features: number) => boolean;
  /** Whether statistics of that many features may be made. */
  readonly sums: (features: number) => boolean;
  readonly onProgress?: ((rowsDone: number) => void) | undefined;
}

/** Reads `source` once: keeps the rows while it may, then adds up statistics if it may, else stops. */
export async function collectRows(source: RowSource, options: CollectOptions): Promise<Collected> {
  let kept: RowBlock[] = [];
  let count = 0;
  let features = 0;
  let accumulator: ScatterAccumulator | undefined;

  for await (const block of fixedBlocks(source, { onProgress: options.onProgress })) {
    count += block.rows;
    features = block.columns;
    if (accumulator === undefined && options.keeps(count, features)) {
      kept.push({ ...block, values: block.values.slice() });
      continue;
    }
    if (!options.sums(features)) return { kind: "too large", count, features };
    if (accumulator === undefined) {
      accumulator = new ScatterAccumulator(features, options.kernel);
      for (const earlier of kept) await accumulator.add(earlier.values, earlier.rows);
      kept = [];
    }
    await accumulator.add(block.values, block.rows);
  }
  return accumulator === undefined
    ? { kind: "rows", rows: kept, count, features }
    : { kind: "statistics", statistics: accumulator.statistics() };
}
