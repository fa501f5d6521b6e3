import { RejectedImageError } from "../contract/errors.ts";
import type { RgbImage } from "../contract/rgbImage.ts";
import type { FeatureExtractor } from "../features/extractor.ts";
import type { FeatureBlock, FeatureRow, RejectRow } from "../results/featureRow.ts";

/** A picture to featurise: how it is named in the results and how to get it, decoded and at the extractor's size. */
export interface ImageTask {
  readonly path: string;
  readonly label: string | null;
  /** @throws RejectedImageError when the picture cannot be used. */
  load(): Promise<LoadedImage>;
}

export interface LoadedImage {
  /** Of the original, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixels: RgbImage;
}

export interface FeaturizeOptions {
  readonly extractor: FeatureExtractor;
  /** Images per forward pass. */
  readonly batch: number;
  /** Called after each forward pass with how many pictures it took and how many were rejected on the way. */
  onProgress?(images: number, rejects: number): void;
  /** Asked between forward passes; true ends the work with `stopped`. */
  isStopped?(): boolean;
}

/** The shard was given up between two forward passes because the caller asked for it. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** Pictures decoded ahead of the network, a worker: two keep it fed, more only cost memory. */
const decodedAhead = 2;

/**
 * Features of a shard's pictures. Forward passes are cut from the usable pictures in order, so what a picture is
 * batched with depends on the shard alone and results are the same to the bit in every run.
 */
export async function featurizeShard(
  tasks: readonly ImageTask[],
  options: FeaturizeOptions,
): Promise<{ block: FeatureBlock; rejects: RejectRow[] }> {
  const { extractor, batch } = options;
  const rows: FeatureRow[] = [];
  const rejects: RejectRow[] = [];
  const values = new Float32Array(tasks.length * extractor.dimension);
  let pending: RgbImage[] = [];
  let reported = 0;

  const forward = async (): Promise<void> => {
    if (pending.length > 0)
      values.set(await extractor.extract(pending), (rows.length - pending.length) * extractor.dimension);
    options.onProgress?.(pending.length, rejects.length - reported);
    reported = rejects.length;
    pending = [];
    if (options.isStopped?.() === true) throw new StoppedError();
  };

  for await (const { task, outcome } of loadAhead(tasks)) {
    if ("failure" in outcome) throw outcome.failure;
    if ("reason" in outcome) {
      rejects.push({ path: task.path, reason: outcome.reason });
      continue;
    }
    rows.push({ path: task.path, label: task.label, width: outcome.width, height: outcome.height });
    pending.push(outcome.pixels);
    if (pending.length === batch) await forward();
  }
  await forward();
  const { dimension } = extractor;
  return { block: { rows, dimension, values: values.slice(0, rows.length * dimension) }, rejects };
}

type Outcome = LoadedImage | { readonly reason: string } | { readonly failure: unknown };

/** Loads in order, `decodedAhead` of them before they are asked for. */
async function* loadAhead(tasks: readonly ImageTask[]): AsyncGenerator<{ task: ImageTask; outcome: Outcome }> {
  const queue: { task: ImageTask; outcome: Promise<Outcome> }[] = [];
  for (const task of tasks) {
    queue.push({ task, outcome: settle(task) });
    const first = queue.length > decodedAhead ? queue.shift() : undefined;
    if (first !== undefined) yield { task: first.task, outcome: await first.outcome };
  }
  for (const { task, outcome } of queue) yield { task, outcome: await outcome };
}

/** Never rejects: a failure waits in the queue for its turn. */
async function settle(task: ImageTask): Promise<Outcome> {
  try {
    return await task.load();
  } catch (error) {
    return error instanceof RejectedImageError ? { reason: error.message } : { failure: error };
  }
}
