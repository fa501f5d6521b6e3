import { fixedBlocks } from "./fixedBlocks.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { RowBlock, RowSource } from "./matrix.ts";
import { ScatterAccumulator } from "./statistics/scatterAccumulator.ts";
import type { Statistics } from "./statistics/statistics.ts";

/** Few rows are kept as they are (their n × n Gram matrix is the smaller one); many become statistics. */
export type Collected =
  | { readonly kind: "rows"; readonly rows: readonly RowBlock[]; readonly count: number; readonly features: number }
  | { readonly kind: "statistics"; readonly statistics: Statistics };

/** Reads `source` once: keeps the rows while there are no more of them than features, adds up statistics beyond. */
export async function collectRows(
  source: RowSource,
  kernel: MatrixKernel,
  onProgress?: (rowsDone: number) => void,
): Promise<Collected> {
  let kept: RowBlock[] = [];
  let count = 0;
  let features = 0;
  let accumulator: ScatterAccumulator | undefined;

  for await (const block of fixedBlocks(source, { onProgress })) {
    count += block.rows;
    features = block.columns;
    if (accumulator === undefined && count <= features) {
      kept.push({ ...block, values: block.values.slice() });
      continue;
    }
    if (accumulator === undefined) {
      accumulator = new ScatterAccumulator(features, kernel);
      for (const earlier of kept) await accumulator.add(earlier.values, earlier.rows);
      kept = [];
    }
    await accumulator.add(block.values, block.rows);
  }
  return accumulator === undefined
    ? { kind: "rows", rows: kept, count, features }
    : { kind: "statistics", statistics: accumulator.statistics() };
}
