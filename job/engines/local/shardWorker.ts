import { parentPort, workerData } from "node:worker_threads";
import { VergerError } from "../../contract/errors.ts";
import { openExtractor } from "../../features/openExtractor.ts";
import { StoppedError } from "../featurizeShard.ts";
import { commitShard } from "./commitShard.ts";
import type { FromWorker, ToWorker, WorkerFailure, WorkerSetup } from "./messages.ts";

/** A worker thread: featurises and commits one shard at a time until it is told to close. */
async function main(port: NonNullable<typeof parentPort>, setup: WorkerSetup): Promise<void> {
  const tell = (message: FromWorker): void => port.postMessage(message);
  const stop = new Int32Array(setup.stop);
  const extractor = await openExtractor(setup.model);

  port.on("message", async (message: ToWorker) => {
    if (message.kind === "close") {
      await extractor.release();
      port.close();
      return;
    }
    try {
      await commitShard(message.shard, setup, {
        extractor,
        onProgress: (images, rejects) => tell({ kind: "progress", images, rejects }),
        isStopped: () => Atomics.load(stop, 0) !== 0,
      });
      tell({ kind: "committed", shard: message.shard.index });
    } catch (error) {
      tell(error instanceof StoppedError ? { kind: "stopped" } : { kind: "failed", failure: failureOf(error) });
    }
  });
  tell({ kind: "ready" });
}

function failureOf(error: unknown): WorkerFailure {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, advice: undefined };
  const advice = error instanceof VergerError ? { exitCode: error.exitCode, hint: error.hint } : undefined;
  return { message: error.message, stack: error.stack, advice };
}

if (parentPort !== null) {
  const port = parentPort;
  // workerData crosses a thread border inside this program: its type is what runShards.ts passes.
  const setup = workerData as WorkerSetup;
  main(port, setup).catch((error: unknown) =>
    port.postMessage({ kind: "failed", failure: failureOf(error) } satisfies FromWorker),
  );
}
