import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { VergerError } from "../../contract/errors.ts";
import { openExtractor } from "../../features/openExtractor.ts";
import type { ImageEntry } from "../../images/listImages.ts";
import type { FeatureExtractor } from "../../features/extractor.ts";
import { commitShard } from "../../results/shardRecord.ts";
import { openStorage } from "../../storage/openStorage.ts";
import type { Storage } from "../../storage/storage.ts";
import { featurizeShard, StoppedError } from "../featurizeShard.ts";
import type { Shard } from "../planShards.ts";
import { shardInput } from "../shardInput.ts";
import { photographTask } from "../photographTask.ts";
import type { FromWorker, ToWorker, WorkerFailure, WorkerSetup } from "./messages.ts";

/** A worker thread: featurises and commits one shard at a time until it is told to close. */
async function main(port: MessagePort, setup: WorkerSetup): Promise<void> {
  const tell = (message: FromWorker): void => port.postMessage(message);
  const extractor = await openExtractor(setup.model);
  const { imagesFolder, environment } = setup;
  const storage = await openStorage(setup.runFolder, { workingFolder: imagesFolder, environment });

  const answer = async (message: ToWorker): Promise<void> => {
    if (message.kind === "close") {
      await extractor.release();
      port.close();
      return;
    }
    try {
      await workOn(message.shard, extractor, storage, setup, tell);
      tell({ kind: "committed", shard: message.shard.index });
    } catch (error) {
      tell(error instanceof StoppedError ? { kind: "stopped" } : { kind: "failed", failure: failureOf(error) });
    }
  };
  port.on("message", (message: ToWorker) => void answer(message));
  tell({ kind: "ready" });
}

async function workOn(
  shard: Shard<ImageEntry>,
  extractor: FeatureExtractor,
  storage: Storage,
  setup: WorkerSetup,
  tell: (message: FromWorker) => void,
): Promise<void> {
  const { spec, imagesFolder, identity } = setup;
  const stop = new Int32Array(setup.stop);
  const startedAt = performance.now();
  const tasks = shard.entries.map((entry) => photographTask(entry, imagesFolder, extractor.inputSize, spec));
  const { block, rejects } = await featurizeShard(tasks, {
    extractor,
    batch: spec.batch,
    onProgress: (images, rejected) => tell({ kind: "progress", images, rejects: rejected }),
    isStopped: () => Atomics.load(stop, 0) !== 0,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await commitShard(storage, {
    shard: shard.index,
    input: shardInput(identity, shard.entries),
    features: block,
    rejects,
    seconds,
  });
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
