import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { JobRequest } from "../../contract/jobRequest.ts";
import { jobSpecOf } from "../../contract/jobRequest.ts";
import { listImages } from "../../images/listImages.ts";
import { requireRunName, runId as newRunId } from "../../results/runFolder.ts";
import type { RunManifest } from "../../results/runManifest.ts";
import { placeBelow } from "../../storage/location.ts";
import { openStorage } from "../../storage/openStorage.ts";
import { openRun } from "../openRun.ts";
import { planShards } from "../planShards.ts";
import { RunRecord } from "../runRecord.ts";
import { featureIdentity, listingDigest } from "../shardInput.ts";
import { featurizeStage } from "./featurizeStage.ts";
import { InterruptedJobError } from "./interruptedJob.ts";
import type { LocalJobContext } from "./localJobContext.ts";
import { prepareJobModel } from "./prepareJobModel.ts";
import { projectStage } from "./projectStage.ts";

export interface LocalJob {
  readonly request: JobRequest;
  /** Name of the run; a new name by default. A run of that name is gone on with if it is the same job. */
  readonly runId?: string;
  /** Name of a run to go on with; it must exist. */
  readonly resume?: string;
  /** What to do when the official weights cannot be had: fail (the default), or use seeded ones and say so. */
  readonly withoutOfficialWeights?: "fail" | "seeded";
}

export interface JobOutcome {
  /** The run's folder, or its URL. */
  readonly folder: string;
  readonly manifest: RunManifest;
}

/**
 * Runs a job on this machine: lists the photographs, featurises them on worker threads shard by shard, then fits and
 * applies the PCA. What an earlier attempt at the same run finished is kept.
 * @throws InputError, JobFailedError, InterruptedJobError; in every case finished shards stay and can be resumed
 */
export async function runLocalJob(job: LocalJob, context: LocalJobContext): Promise<JobOutcome> {
  const { request } = job;
  const runId = job.resume ?? job.runId ?? newRunId(context.now(), () => context.random());
  requireRunName(runId);
  const spec = jobSpecOf(request);
  const storage = await openStorage(placeBelow(request.out, runId), context);
  const folder = storage.locate("");
  const imagesFolder = resolve(context.workingFolder, request.images);
  const images = await listImages(imagesFolder, { label: spec.label });
  const bytes = images.reduce((sum, image) => sum + image.bytes, 0);
  const labels = new Set(images.flatMap(({ label }) => label ?? [])).size;
  context.listener({ kind: "images", folder: request.images, images: images.length, bytes, labels });

  const prepared = await prepareJobModel(spec, job.withoutOfficialWeights ?? "fail", context);
  const { model } = prepared;
  const identity = featureIdentity(spec, model);
  const listing = listingDigest(images);
  const shards = planShards(images, model.dimension);

  const run = await openRun(storage, { spec, identity, listing }, job.resume !== undefined);
  try {
    if (run.earlier?.state === "succeeded") {
      context.listener({ kind: "finished", runId, finishedAt: run.earlier.finishedAt ?? run.earlier.startedAt });
      return { folder, manifest: run.earlier };
    }
    const workers = Math.min(request.workers ?? availableParallelism(), shards.length);
    const record = await RunRecord.start(storage, run.earlier, {
      runId,
      spec,
      identity,
      images: { folder: request.images, count: images.length, bytes, listing },
      model: prepared,
      engine: { name: "local", workers, shards: shards.length },
      vergerVersion: context.vergerVersion,
      peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
      now: () => context.now(),
    });
    try {
      const done = await featurizeStage({
        images,
        shards,
        spec,
        model,
        identity,
        folder,
        storage,
        workers,
        record,
        imagesFolder,
        context,
      });
      await projectStage({ done, spec, storage, record, context });
      return { folder, manifest: await record.succeed() };
    } catch (error) {
      if (!context.signal.aborted) throw await record.fail(error);
      await record.interrupt();
      throw new InterruptedJobError(folder, record.shardsDone, shards.length);
    }
  } finally {
    await run.close();
  }
}
