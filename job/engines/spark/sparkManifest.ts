import { z } from "zod";
import type { PreparedModel } from "../../features/prepareModel.ts";
import { JobSpec } from "../../contract/jobSpec.ts";
import { PcaModelFile } from "../../results/pcaModelFile.ts";
import { RunManifest } from "../../results/runManifest.ts";
import { ShardRecord } from "../../results/shardRecord.ts";
import { WrittenFile } from "../../results/writtenFile.ts";
import { featureIdentity } from "../shardInput.ts";
import { describeMachine, runtimeVersions } from "../surroundings.ts";

/** What the driver knows of a run: what it counted and when, and the digests of the files it published. */
export const SparkRun = z.object({
  verger: z.string(),
  runId: z.string(),
  state: RunManifest.shape.state,
  failure: z.string().optional(),
  spec: JobSpec,
  images: RunManifest.shape.images,
  cores: z.int(),
  shards: z.int(),
  records: z.array(ShardRecord),
  /** Shards of this attempt, those of earlier ones left out. */
  fresh: z.object({ images: z.int() }),
  projections: z.array(WrittenFile),
  /** `pca/model.json`, once there is one. */
  pca: z.unknown(),
  modelFile: WrittenFile.nullable(),
  seconds: RunManifest.shape.seconds,
  runtime: z.record(z.string(), z.string()),
  earlier: z.object({ startedAt: z.string(), attempts: z.int() }).nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type SparkRun = z.output<typeof SparkRun>;

/** The manifest of a run on Spark: the same fields, from the same definitions, as one on this machine. */
export function sparkManifest(run: SparkRun, model: PreparedModel): RunManifest {
  const { spec, images, records, seconds, fresh } = run;
  const pca = run.pca === null ? null : PcaModelFile.parse(run.pca);
  const weights = model.kind === "pixels" ? null : model.weights;
  const sum = (of: (record: ShardRecord) => number): number => records.reduce((total, each) => total + of(each), 0);
  const pcaFiles = pca === null ? [] : Object.values(pca.arrays);
  return {
    version: 1,
    runId: run.runId,
    state: run.state,
    ...(run.failure === undefined ? {} : { failure: run.failure }),
    verger: run.verger,
    spec,
    identity: featureIdentity(spec, model),
    images,
    extractor: { name: spec.extractor, inputSize: model.inputSize, dimension: model.dimension },
    weights: weights === null ? null : { label: weights.label, trained: weights.trained, sha256: weights.sha256 },
    engine: { name: "spark", workers: run.cores, shards: run.shards },
    counts: {
      images: images.count,
      features: sum(({ rows }) => rows),
      rejects: sum(({ rejects }) => rejects),
      shardsDone: records.length,
    },
    pca:
      pca === null
        ? null
        : {
            components: pca.components,
            explainedVarianceRatio: pca.explainedVarianceRatio,
            solver: pca.solver,
            scaled: spec.scale,
            constantFeatures: pca.constantFeatures.length,
          },
    seconds,
    peakMemoryBytes: null,
    imagesPerSecond: fresh.images > 0 && seconds.featurize > 0 ? fresh.images / seconds.featurize : null,
    machine: describeMachine(),
    runtime: { ...runtimeVersions(), ...run.runtime },
    files: [
      ...records.flatMap(({ files }) => files),
      ...pcaFiles,
      ...run.projections,
      ...(run.modelFile === null ? [] : [run.modelFile]),
    ],
    warnings: [],
    startedAt: run.earlier?.startedAt ?? run.startedAt,
    finishedAt: run.finishedAt,
    attempts: (run.earlier?.attempts ?? 0) + 1,
  };
}
