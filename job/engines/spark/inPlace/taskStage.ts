import { setTimeout as pause } from "node:timers/promises";
import type { RecordBatch } from "apache-arrow";
import type { Stage } from "../answerBatches.ts";
import { textsOf } from "../columnsOf.ts";
import { binaryColumn, int64Column, recordBatch } from "../recordBatches.ts";
import { Task } from "./task.ts";

/** Milliseconds between two signs of life: the bridge ends a worker that gives none for minutes. */
const usualPause = 1000;

/**
 * Answers each task, a text in a row of its own, by a summary that accounts for the row. While one is worked on, progress
 * is an answer without rows, now and then.
 */
export function taskStage(
  work: (task: Task, progress: () => void) => Promise<unknown>,
  pauseMilliseconds = usualPause,
): Stage {
  return async function* (batches) {
    for await (const batch of batches)
      for (const text of textsOf(batch, "text")) {
        const task = Task.parse(JSON.parse(text));
        yield* answered((progress) => work(task, progress), pauseMilliseconds);
      }
  };
}

async function* answered(
  work: (progress: () => void) => Promise<unknown>,
  pauseMilliseconds: number,
): AsyncGenerator<RecordBatch> {
  let progressed = false;
  const done = work(() => (progressed = true)).then((value) => ({ value }));
  for (;;) {
    const outcome = await Promise.race([done, pause(pauseMilliseconds, undefined, { ref: false })]);
    if (outcome !== undefined) return yield answer([JSON.stringify(outcome.value)]);
    if (progressed) yield answer([]);
    progressed = false;
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
