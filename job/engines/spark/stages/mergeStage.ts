import type { RecordBatch } from "apache-arrow";
import { mergeStatistics } from "../../../pca/statistics/mergeStatistics.ts";
import type { Statistics } from "../../../pca/statistics/statistics.ts";
import { bytesOf, numbersOf } from "../columnsOf.ts";
import { decodeStatistics, encodeStatistics } from "../statisticsBytes.ts";
import { summary } from "./statisticsStage.ts";

/** Many statistics become one, in the order they come in; one of them is in memory at a time, and the sum. */
export async function* mergeStage(batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch> {
  let merged: Statistics | undefined;
  let part = 0;
  for await (const batch of batches) {
    part = numbersOf(batch, "part")[0] ?? 0;
    for (const bytes of bytesOf(batch, "summary")) {
      const next = decodeStatistics(bytes);
      merged = merged === undefined ? next : mergeStatistics(merged, next);
    }
  }
  if (merged !== undefined) yield summary(part, merged.count, encodeStatistics(merged));
}
