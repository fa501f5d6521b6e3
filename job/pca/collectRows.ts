import { fixedBlocks } from "./fixedBlocks.ts";
import type { StatisticsCheckpoints } from "./fitOptions.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { RowBlock, RowSource } from "./matrix.ts";
import { isByBlas, runningScatter } from "./statistics/runningScatter.ts";
import type { LastStatistics } from "./statistics/scatter.ts";
import type { Team } from "./team.ts";
import type { Blas } from "./blas.ts";

/** What one pass leaves: rows as they are (their n × n Gram matrix is small), statistics, or more than either holds. */
export type Collected =
  | { readonly kind: "rows"; readonly rows: readonly RowBlock[]; readonly count: number; readonly features: number }
  | { readonly kind: "statistics"; readonly statistics: LastStatistics }
  | { readonly kind: "too large"; readonly count: number; readonly features: number };

export interface CollectOptions {
  readonly kernel: MatrixKernel;
  readonly team?: Team | undefined;
  readonly blas?: Blas | undefined;
  /** Whether rows of that number of features are kept when there are `count` of them. */
  readonly keeps: (count: number, features: number) => boolean;
  /** Whether statistics of that many features may be made. */
  readonly sums: (features: number) => boolean;
  readonly onProgress?: ((rowsDone: number) => void) | undefined;
  readonly checkpoints?: StatisticsCheckpoints | undefined;
}

/**
 * Reads `source` once: keeps the rows while it may, then adds up statistics if it may, else stops. From a checkpoint it
 * reads the rows that follow.
 */
export async function collectRows(source: RowSource, options: CollectOptions): Promise<Collected> {
  const { checkpoints, kernel, team, blas } = options;
  const from = checkpoints?.from?.statistics;
  const firstRow = from?.count ?? 0;
  let kept: RowBlock[] = [];
  let count = firstRow;
  let features = from?.mean.length ?? 0;
  let accumulator = from === undefined ? undefined : runningScatter(features, { kernel, team, blas, from });

  const rows = checkpoints?.from?.rowsAfter ?? source;
  try {
    const isKept = (rows: number, columns: number): boolean =>
      accumulator === undefined && options.keeps(rows, columns);
    const unchecked = (rows: number, columns: number): boolean => isByBlas(columns, blas) && !isKept(rows, columns);
    for await (const block of fixedBlocks(rows, { firstRow, unchecked, onProgress: options.onProgress })) {
      count += block.rows;
      features = block.columns;
      if (isKept(count, features)) {
        kept.push({ ...block, values: block.values.slice() });
        continue;
      }
      if (!options.sums(features)) return { kind: "too large", count, features };
      if (accumulator === undefined) {
        accumulator = runningScatter(features, { kernel, team, blas });
        for (const earlier of kept) await accumulator.add(earlier.values, earlier.rows);
        kept = [];
      }
      await accumulator.add(block.values, block.rows);
      if (checkpoints !== undefined && accumulator.isAtRest && checkpoints.isDue(features))
        await checkpoints.keep(await accumulator.statistics());
    }
    return accumulator === undefined
      ? { kind: "rows", rows: kept, count, features }
      : { kind: "statistics", statistics: await accumulator.lastStatistics() };
  } finally {
    await accumulator?.close();
  }
}
