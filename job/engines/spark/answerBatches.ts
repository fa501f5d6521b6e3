import { once } from "node:events";
import { Socket } from "node:net";
import { type RecordBatch, RecordBatchReader, RecordBatchStreamWriter } from "apache-arrow";

/** What a worker process makes of its task: batches of rows in, batches of answers out. */
export type Stage = (batches: AsyncIterable<RecordBatch>) => AsyncIterable<RecordBatch>;

/**
 * Answers the Arrow stream on stdin by an Arrow stream on the descriptor VERGER_ANSWERS_FD names; the other end is
 * `verger_bridge.py`. At most one answer waits to be taken.
 */
export async function answerBatches(stage: Stage, environment: NodeJS.ProcessEnv): Promise<void> {
  const answers = new Socket({ fd: Number(environment.VERGER_ANSWERS_FD), readable: false, writable: true });
  const writer = new RecordBatchStreamWriter();
  const written = (async () => {
    for await (const chunk of writer) if (!answers.write(chunk)) await once(answers, "drain");
  })();

  for await (const answer of stage(batchesOf(process.stdin))) {
    writer.write(answer);
    if (answers.writableNeedDrain) await once(answers, "drain");
  }
  writer.finish();
  await written;
  await new Promise<void>((resolve) => answers.end(resolve));
}

/** The iterator of the stream is what Arrow reads fastest; the stream itself is read through another layer. */
async function* batchesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<RecordBatch> {
  const chunks = { [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() };
  const reader = await RecordBatchReader.from(chunks);
  for await (const batch of reader) yield batch;
}
