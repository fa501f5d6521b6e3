import { fixedBlocks } from "../fixedBlocks.ts";
import { chosenKernel } from "../kernel/chosenKernel.ts";
import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { RowSource } from "../matrix.ts";
import { isByBlas, runningScatter } from "./runningScatter.ts";
import type { Team } from "../team.ts";
import type { Blas } from "../blas.ts";
import type { Statistics } from "./statistics.ts";

export interface StatisticsOptions {
  readonly kernel?: MatrixKernel;
  readonly team?: Team;
  readonly blas?: Blas;
  /** Called as rows are read, with the rows of `from` included. */
  readonly onProgress?: (rowsDone: number) => void;
  /** Statistics of the rows before these, as a checkpoint gave them: `rows` starts after its `count` rows. */
  readonly from?: Statistics;
  /** Rows between checkpoints; rounded up to where the statistics are at rest, so that going on gives the same bytes as never stopping. */
  readonly checkpointRows?: number;
  readonly onCheckpoint?: (statistics: Statistics) => Promise<void>;
}

/**
 * Statistics of all rows of a source in one pass; memory does not grow with the rows. No rows give a count of 0 and no
 * features. Throws a NotFiniteError for a feature that is NaN or infinite.
 */
export async function statisticsOf(rows: RowSource, options: StatisticsOptions = {}): Promise<Statistics> {
  const { kernel = chosenKernel(), team, blas } = options;
  const before = options.from?.count ?? 0;
  let accumulator =
    options.from === undefined
      ? undefined
      : runningScatter(options.from.mean.length, { kernel, team, blas, from: options.from });
  let sinceCheckpoint = 0;

  try {
    const unchecked = (_: number, features: number): boolean => isByBlas(features, blas);
    for await (const block of fixedBlocks(rows, { firstRow: before, unchecked, onProgress: options.onProgress })) {
      accumulator ??= runningScatter(block.columns, { kernel, team, blas });
      await accumulator.add(block.values, block.rows);
      sinceCheckpoint += block.rows;
      const isDue = accumulator.isAtRest && sinceCheckpoint >= (options.checkpointRows ?? Infinity);
      if (options.onCheckpoint !== undefined && isDue) {
        await options.onCheckpoint(await accumulator.statistics());
        sinceCheckpoint = 0;
      }
    }
    return (await accumulator?.statistics()) ?? { count: 0, mean: new Float64Array(), scatter: new Float64Array() };
  } finally {
    await accumulator?.close();
  }
}
