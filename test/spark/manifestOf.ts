import type { JobSpec } from "../../job/contract/jobSpec.ts";
import { featureIdentity } from "../../job/engines/shardInput.ts";
import type { PreparedModel } from "../../job/features/preparedModel.ts";
import type { RunManifest } from "../../job/results/runManifest.ts";

/** The manifest of a run on Spark that has just begun. */
export function manifestOf(run: {
  readonly spec: JobSpec;
  readonly model: PreparedModel;
  readonly images: RunManifest["images"];
  readonly shards: number;
}): RunManifest {
  const { spec, model, images, shards } = run;
  return {
    version: 1,
    runId: "one",
    state: "running",
    verger: "0.0.0",
    spec,
    identity: featureIdentity(spec, model),
    images,
    extractor: { name: spec.extractor, inputSize: model.inputSize, dimension: model.dimension },
    weights: null,
    engine: { name: "spark", workers: 2, shards },
    counts: { images: images.count, features: 0, rejects: 0, shardsDone: 0 },
    pca: null,
    seconds: { featurize: 0, pca: 0, total: 0 },
    peakMemoryBytes: null,
    imagesPerSecond: null,
    machine: { platform: "linux", architecture: "x64", processor: "one", cores: 2, memoryBytes: 2 ** 30 },
    runtime: {},
    files: [],
    warnings: [],
    startedAt: "2026-11-21T00:00:00.000Z",
    finishedAt: null,
    attempts: 1,
  };
}
