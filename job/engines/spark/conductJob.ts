import type { JobSpec } from "../../contract/jobSpec.ts";
import type { PreparedModel } from "../../features/preparedModel.ts";
import { writePcaModel } from "../../results/pcaModelFile.ts";
import { parseManifest, type RunManifest } from "../../results/runManifest.ts";
import { manifestFile } from "../../results/runFolder.ts";
import type { ShardRecord } from "../../results/shardRecord.ts";
import { RunRecord } from "../runRecord.ts";
import { featureIdentity } from "../shardInput.ts";
import { type Cluster, type Listing, unfinished } from "./cluster.ts";
import { featurizeWaves, finishedWaves } from "./featurizeWaves.ts";
import { planPca } from "./planPca.ts";
import { planRun, type RunPlan } from "./planRun.ts";
import { Progress } from "./progress.ts";

/** A job as it was submitted, and what is known of the cluster it was submitted to. */
export interface SparkJob {
  readonly runId: string;
  readonly spec: JobSpec;
  /** The run's folder, as a person knows it. */
  readonly folder: string;
  readonly cores: number;
  readonly picturesATask: number;
  /** Versions of what decides the numbers beside our own. */
  readonly runtime: Readonly<Record<string, string>>;
  readonly vergerVersion: string;
}

export interface SparkJobContext {
  readonly cluster: Cluster;
  readonly model: PreparedModel;
  now(): Date;
}

/**
 * Runs a job on Spark, or what an earlier attempt at it left to do: decides what is done and in which order, and has
 * the cluster do it. `_SUCCESS` is written last.
 * @returns whether anything was left to do
 * @throws InputError, JobFailedError; finished waves are kept
 */
export async function conductJob(job: SparkJob, context: SparkJobContext): Promise<boolean> {
  const { cluster, model } = context;
  const { run } = cluster;
  const progress = new Progress(job.runId, cluster, () => context.now());
  await progress.announce("listing");
  const listing = await cluster.list();
  const written = await run.read(manifestFile);
  const earlier = written === null ? undefined : parseManifest(written, `${job.folder}/${manifestFile}`);
  const occupied = written === null && (await run.occupied());
  const plan = planRun({ ...job, listing, earlier, occupied }, model);
  if (!plan.done) await complete(job, context, { listing, earlier, plan, progress });
  await run.remove(unfinished);
  await run.write("_SUCCESS", new Uint8Array());
  return !plan.done;
}

interface Begun {
  readonly listing: Listing;
  readonly earlier: RunManifest | undefined;
  readonly plan: RunPlan;
  readonly progress: Progress;
}

async function complete(job: SparkJob, context: SparkJobContext, begun: Begun): Promise<void> {
  const { cluster } = context;
  const { plan, progress } = begun;
  const record = await startRecord(job, context, begun);
  try {
    await cluster.configure(plan.setup);
    progress.listed(begun.listing.count);
    const count = (shard: ShardRecord): void => {
      progress.count(shard);
      record.shardCommitted();
    };
    const kept = begun.earlier === undefined ? [] : await finishedWaves(cluster.run, plan);
    for (const shard of kept) count(shard);
    await progress.tell("features");
    const stopwatch = startStopwatch(() => context.now());
    const fresh = await featurizeWaves({
      cluster,
      plan,
      kept,
      async committed(shard) {
        count(shard);
        await progress.tell("features");
      },
      now: () => context.now(),
    });
    const records = [...kept, ...fresh].sort((a, b) => a.shard - b.shard);
    await record.featurized(records, stopwatch(), imagesOf(fresh));
    await fitAndProject(job, context, { ...begun, record, records });
    await progress.tell("finished");
    await record.succeed();
  } catch (error) {
    const failure = await record.fail(error);
    await progress.fail(failure);
    throw failure;
  }
}

async function startRecord(job: SparkJob, context: SparkJobContext, { listing, earlier, plan }: Begun) {
  const { passedOver: _, inPlace: __, ...images } = listing;
  return RunRecord.start(context.cluster.run, earlier, {
    ...job,
    identity: featureIdentity(job.spec, context.model),
    images,
    model: { model: context.model, note: undefined },
    engine: { name: "spark", workers: job.cores, shards: plan.shards },
    peakMemoryBytes: () => null,
    now: () => context.now(),
  });
}

async function fitAndProject(
  { spec, folder }: SparkJob,
  { cluster, model, ...context }: SparkJobContext,
  run: Begun & { readonly record: RunRecord; readonly records: readonly ShardRecord[] },
): Promise<void> {
  const stopwatch = startStopwatch(() => context.now());
  await run.progress.tell("statistics");
  const images = run.listing.count;
  const pca = planPca({ records: run.records, maxRejects: spec.maxRejects, images, folder }, model.dimension);
  const parts = run.records.flatMap(({ files }) => files.map(({ path }) => path).filter(isFeatures));
  const fitted = await cluster.fit({ ...pca, parts });
  const written = await writePcaModel(cluster.run, fitted);
  await run.progress.tell("projections");
  const projections = await cluster.project({ model: fitted, parts });
  run.record.projected({ model: fitted, files: [...projections, ...written] }, stopwatch());
}

const isFeatures = (path: string): boolean => path.startsWith("features/");

const imagesOf = (records: readonly ShardRecord[]): number =>
  records.reduce((sum, { rows, rejects }) => sum + rows + rejects, 0);

/** @returns the seconds since it was started */
function startStopwatch(now: () => Date): () => number {
  const began = now().getTime();
  return () => (now().getTime() - began) / 1000;
}
