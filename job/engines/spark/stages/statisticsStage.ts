import type { RecordBatch } from "apache-arrow";
import { fixedBlocks } from "../../../pca/fixedBlocks.ts";
import { chosenKernel } from "../../../pca/kernel/chosenKernel.ts";
import type { RowBlock } from "../../../pca/matrix.ts";
import { ScatterAccumulator } from "../../../pca/statistics/scatterAccumulator.ts";
import type { Stage } from "../answerBatches.ts";
import { float32ListsOf, numbersOf } from "../columnsOf.ts";
import { binaryColumn, int32Column, int64Column, recordBatch } from "../recordBatches.ts";
import { encodeStatistics } from "../statisticsBytes.ts";

/**
 * Rows of features become what a PCA needs of them: `summary` holds the statistics of the whole partition or, while
 * there are no more rows than features in all (`keepRows`), the rows themselves as float32.
 */
export function statisticsStage({ dimension, keepRows }: { dimension: number; keepRows: boolean }): Stage {
  return keepRows ? (batches) => keptRows(batches, dimension) : (batches) => statistics(batches, dimension);
}

async function* keptRows(batches: AsyncIterable<RecordBatch>, dimension: number): AsyncGenerator<RecordBatch> {
  for await (const batch of batches) {
    const values = float32ListsOf(batch, "features", dimension);
    yield summary(partOf(batch), batch.numRows, new Uint8Array(values.buffer));
  }
}

async function* statistics(batches: AsyncIterable<RecordBatch>, dimension: number): AsyncGenerator<RecordBatch> {
  const accumulator = new ScatterAccumulator(dimension, { kernel: chosenKernel(1) });
  let part = 0;
  let rows = 0;
  const source = async function* (): AsyncGenerator<RowBlock> {
    for await (const batch of batches) {
      part = partOf(batch);
      rows += batch.numRows;
      yield { rows: batch.numRows, columns: dimension, values: float32ListsOf(batch, "features", dimension) };
    }
  };
  for await (const block of fixedBlocks(source)) await accumulator.add(block.values, block.rows);
  if (rows > 0) yield summary(part, rows, encodeStatistics(await accumulator.statistics()));
}

/** The number of the partition, which gives the order in which summaries are put together. */
const partOf = (batch: RecordBatch): number => numbersOf(batch, "part")[0] ?? 0;

/** One row: what `rows` rows came to. */
export const summary = (part: number, rows: number, bytes: Uint8Array): RecordBatch =>
  recordBatch([int32Column("part", [part]), int64Column("rows", [rows]), binaryColumn("summary", [bytes])]);
