import { basename } from "node:path";
import type { JobSpec } from "../../contract/jobSpec.ts";
import type { PreparedModel } from "../../features/prepareModel.ts";
import type { ImageEntry } from "../../images/listImages.ts";
import { finishedShard, type ShardRecord } from "../../results/shardRecord.ts";
import type { Storage } from "../../storage/storage.ts";
import type { Shard } from "../planShards.ts";
import { requireFewRejects } from "../requireFewRejects.ts";
import type { RunRecord } from "../runRecord.ts";
import { shardInput } from "../shardInput.ts";
import type { LocalJobContext } from "./localJobContext.ts";
import { runShards } from "./runShards.ts";

export interface FeaturizeStageOptions {
  readonly images: readonly ImageEntry[];
  readonly shards: readonly Shard<ImageEntry>[];
  readonly spec: JobSpec;
  readonly model: PreparedModel;
  readonly identity: string;
  readonly folder: string;
  readonly storage: Storage;
  readonly workers: number;
  readonly record: RunRecord;
  readonly imagesFolder: string;
  readonly context: LocalJobContext;
}

/** The first half of a job: every shard featurised and committed. @returns what each came to, in order. */
export async function featurizeStage(options: FeaturizeStageOptions): Promise<ShardRecord[]> {
  const { images, shards, spec, model, identity, folder, storage, workers, record, context } = options;
  const { listener, signal } = context;

  const earlier = await finishedShards(shards, identity, storage);
  const missing = shards.filter(({ index }) => !earlier.has(index));
  const alreadyDone = images.length - missing.reduce((sum, { entries }) => sum + entries.length, 0);
  const alreadyRejected = [...earlier.values()].reduce((sum, { rejects }) => sum + rejects, 0);
  for (const _shard of earlier) record.shardCommitted();
  listener({
    kind: "run",
    runId: basename(folder),
    folder,
    workers,
    inference: shownInference[model.kind],
    images: images.length,
    alreadyDone,
    alreadyRejected,
  });

  const startedAt = context.now().getTime();
  await runShards({
    shards: missing,
    workers,
    setup: {
      model,
      spec,
      imagesFolder: options.imagesFolder,
      runFolder: folder,
      identity,
      environment: context.environment,
    },
    signal,
    onProgress: (done, rejects) => {
      if (done + rejects > 0) listener({ kind: "featurized", images: done, rejects });
    },
    onCommitted: () => record.shardCommitted(),
  });
  signal.throwIfAborted();

  const finished = await finishedShards(shards, identity, storage);
  const records = [...finished.values()];
  await record.featurized(records, (context.now().getTime() - startedAt) / 1000, images.length - alreadyDone);
  requireFewRejects(records, spec.maxRejects, storage);
  return records;
}

const shownInference = { onnx: "onnxruntime", tfjs: "TensorFlow.js", pixels: "no network" } as const satisfies Record<
  PreparedModel["kind"],
  string
>;

async function finishedShards(
  shards: readonly Shard<ImageEntry>[],
  identity: string,
  storage: Storage,
): Promise<Map<number, ShardRecord>> {
  const finished = new Map<number, ShardRecord>();
  for (const { index, entries } of shards) {
    const record = await finishedShard(storage, index, shardInput(identity, entries));
    if (record !== undefined) finished.set(index, record);
  }
  return finished;
}
