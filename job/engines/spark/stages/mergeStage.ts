import type { RecordBatch } from "apache-arrow";
import { bytesOf, numbersOf } from "../columnsOf.ts";
import { mergeAll } from "../fitSummaries.ts";
import { encodeStatistics } from "../statisticsBytes.ts";
import { summary } from "./statisticsStage.ts";

/** Many statistics become one, in the order they come in; one of them is in memory at a time, and the sum. */
export async function* mergeStage(batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch> {
  let part = 0;
  const summaries = async function* (): AsyncGenerator<Uint8Array> {
    for await (const batch of batches) {
      part = numbersOf(batch, "part")[0] ?? 0;
      yield* bytesOf(batch, "summary");
    }
  };
  const merged = await mergeAll(summaries());
  if (merged !== undefined) yield summary(part, merged.count, encodeStatistics(merged));
}
