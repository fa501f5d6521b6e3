import { Worker } from "node:worker_threads";
import { JobFailedError, VergerError } from "../../contract/errors.ts";
// Before any worker is started: see there.
import "../../images/decoder.ts";
import type { ImageEntry } from "../../images/listImages.ts";
import type { Shard } from "../planShards.ts";
import type { FromWorker, ToWorker, WorkerFailure, WorkerSetup } from "./messages.ts";

export interface RunShardsOptions {
  readonly shards: readonly Shard<ImageEntry>[];
  readonly workers: number;
  readonly setup: Omit<WorkerSetup, "stop">;
  /** Aborted: workers end after their forward pass, what they had not committed is left for a resume. */
  readonly signal: AbortSignal;
  onProgress(images: number, rejects: number): void;
  onCommitted(shard: number): void;
}

/** How long a worker may take to end its forward pass after an abort. */
const graceMilliseconds = 1500;

/** The `.ts` in a checkout, the `.js` beside this file once built. */
const workerFile = new URL(import.meta.url.endsWith(".ts") ? "./shardWorker.ts" : "./shardWorker.js", import.meta.url);

/**
 * Featurises shards on worker threads: each takes the next shard when it is done with one. Resolves when all are
 * committed, or, after an abort, when every worker has stopped. The first failure stops the others and is thrown.
 */
export async function runShards(options: RunShardsOptions): Promise<void> {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const queue = [...options.shards];
  const threads = Array.from(
    { length: Math.min(options.workers, queue.length) },
    () => new Worker(workerFile, { workerData: { ...options.setup, stop } }),
  );
  const requestStop = (): void => void Atomics.store(new Int32Array(stop), 0, 1);

  let forcedEnd: NodeJS.Timeout | undefined;
  const abort = (): void => {
    requestStop();
    forcedEnd = setTimeout(() => void Promise.all(threads.map((thread) => thread.terminate())), graceMilliseconds);
  };
  options.signal.addEventListener("abort", abort, { once: true });
  if (options.signal.aborted) abort();

  const ends = threads.map(async (thread) => {
    try {
      await serve(thread, queue, options);
    } catch (error) {
      requestStop();
      throw error;
    }
  });
  const results = await Promise.allSettled(ends);
  options.signal.removeEventListener("abort", abort);
  clearTimeout(forcedEnd);
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** Feeds one worker until the queue is empty; resolves when its thread has ended. */
async function serve(thread: Worker, queue: Shard<ImageEntry>[], options: RunShardsOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const tell = (message: ToWorker): void => thread.postMessage(message);
  const feed = (): void => {
    const shard = options.signal.aborted ? undefined : queue.shift();
    tell(shard === undefined ? { kind: "close" } : { kind: "shard", shard });
  };

  thread.on("message", (message: FromWorker) => {
    switch (message.kind) {
      case "ready":
        return feed();
      case "progress":
        return options.onProgress(message.images, message.rejects);
      case "committed":
        options.onCommitted(message.shard);
        return feed();
      case "stopped":
        return tell({ kind: "close" });
      case "failed":
        return reject(failureError(message.failure));
    }
  });
  thread.on("error", (cause) =>
    reject(new JobFailedError(`A worker thread failed: ${String(cause)}`, resumeAdvice, { cause })),
  );
  thread.on("exit", (code) => {
    if (code === 0 || options.signal.aborted) resolve();
    else reject(new JobFailedError(`A worker thread ended with code ${code}.`, resumeAdvice));
  });
  try {
    await promise;
  } finally {
    await thread.terminate();
  }
}

const resumeAdvice =
  "The finished shards are kept: resume the run to do the rest, with fewer --workers if memory was short.";

function failureError(failure: WorkerFailure): Error {
  const cause = Object.assign(new Error(failure.message), { stack: failure.stack });
  if (failure.advice !== undefined)
    return new VergerError(failure.advice.exitCode, failure.message, failure.advice.hint, { cause });
  return new JobFailedError(`A worker thread failed: ${failure.message}`, resumeAdvice, { cause });
}
