import type { RecordBatch } from "apache-arrow";
import type { Stage } from "../answerBatches.ts";
import { textsOf } from "../columnsOf.ts";
import { binaryColumn, int64Column, recordBatch } from "../recordBatches.ts";
import { Task } from "./task.ts";

/**
 * Answers each task, a text in a row of its own, by a summary that accounts for the row. While one is worked on, each sign
 * of progress is an answer without rows: the bridge ends a worker that gives none for minutes.
 */
export function taskStage(work: (task: Task, progress: () => void) => Promise<unknown>): Stage {
  return async function* (batches) {
    for await (const batch of batches)
      for (const text of textsOf(batch, "text")) {
        const task = Task.parse(JSON.parse(text));
        yield* answered((progress) => work(task, progress));
      }
  };
}

async function* answered(work: (progress: () => void) => Promise<unknown>): AsyncGenerator<RecordBatch> {
  let sign = Promise.withResolvers<void>();
  const done = work(() => sign.resolve()).then((value) => ({ value }));
  for (;;) {
    const outcome = await Promise.race([done, sign.promise]);
    if (outcome !== undefined) return yield answer([JSON.stringify(outcome.value)]);
    sign = Promise.withResolvers();
    yield answer([]);
  }
}

const answer = (texts: readonly string[]): RecordBatch =>
  recordBatch([
    int64Column(
      "rows",
      texts.map(() => 1),
    ),
    binaryColumn(
      "summary",
      texts.map((text) => Buffer.from(text)),
    ),
  ]);
