import { once } from "node:events";
import { Socket } from "node:net";
import { type RecordBatch, RecordBatchReader, RecordBatchStreamWriter } from "apache-arrow";

/** What a worker process makes of its task: batches of rows in, batches of answers out. */
export type Stage = (batches: AsyncIterable<RecordBatch>) => AsyncIterable<RecordBatch>;

/**
 * Answers each Arrow stream on stdin by one on the descriptor VERGER_ANSWERS_FD names; the other end is
 * `verger_bridge.py`, which sends a stream for each task. At most one answer waits to be taken.
 */
export async function answerBatches(stage: Stage, environment: NodeJS.ProcessEnv): Promise<void> {
  const answers = new Socket({ fd: Number(environment.VERGER_ANSWERS_FD), readable: false, writable: true });
  for await (const batches of streamsOf(process.stdin)) {
    const writer = new RecordBatchStreamWriter();
    const written = (async () => {
      for await (const chunk of writer) if (!answers.write(chunk)) await once(answers, "drain");
    })();
    for await (const answer of stage(batches)) {
      writer.write(answer);
      if (answers.writableNeedDrain) await once(answers, "drain");
    }
    writer.finish();
    await written;
  }
  await new Promise<void>((resolve) => answers.end(resolve));
}

const nothing = new Uint8Array();

function streamsOf(stream: AsyncIterable<Uint8Array>): AsyncIterable<AsyncIterable<RecordBatch>> {
  return RecordBatchReader.readAll(
    (async function* () {
      for await (const chunk of stream) {
        yield chunk;
        // Arrow looks for another chunk when it has read one to its end, and would wait for the next task's.
        yield nothing;
      }
    })(),
  );
}
