import { JobSpec } from "../../../job/contract/jobSpec.ts";
import type { RunManifest } from "../../../job/results/runManifest.ts";

/** A manifest of a run that has begun. */
export const exampleManifest: RunManifest = {
  version: 1,
  runId: "2026-11-21-k7f3",
  state: "running",
  verger: "0.1.0",
  spec: JobSpec.parse({ weights: "seeded:7", components: 2 }),
  identity: "1".repeat(64),
  images: { folder: "orchard", count: 3, bytes: 1234, listing: "0".repeat(64) },
  extractor: { name: "mobilenet-v2", inputSize: 224, dimension: 1280 },
  weights: { label: "seeded:7", trained: false, sha256: "2".repeat(64) },
  engine: { name: "local", workers: 2, shards: 1 },
  counts: { images: 3, features: 0, rejects: 0, shardsDone: 0 },
  pca: null,
  seconds: { featurize: 0, pca: 0, total: 0 },
  peakMemoryBytes: null,
  imagesPerSecond: null,
  machine: { platform: "linux", architecture: "x64", processor: "A processor", cores: 2, memoryBytes: 8 * 2 ** 30 },
  runtime: { node: "24.21.0" },
  files: [],
  warnings: [],
  startedAt: "2026-11-21T09:00:00.000Z",
  finishedAt: null,
  attempts: 1,
};
