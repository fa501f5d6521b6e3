import { exitCodes, InputError, VergerError } from "../contract/errors.ts";
import type { PcaRequest, TransformRequest } from "../contract/pcaRequest.ts";
import type { FeatureTable } from "../results/featureTable.ts";
import { featureDigest } from "../results/featureDigest.ts";
import { featureSource } from "../results/featureSource.ts";
import { openFeatureTable } from "../results/openFeatureTable.ts";
import { readPcaModel } from "../results/pcaModelFile.ts";
import { modelFile } from "../results/runFolder.ts";
import { lockRun } from "../results/runLock.ts";
import type { WrittenFile } from "../results/writtenFile.ts";
import { isRemote } from "../storage/location.ts";
import { openStorage } from "../storage/openStorage.ts";
import type { Storage } from "../storage/storage.ts";
import type { StorageContext } from "../storage/storageContext.ts";
import { basename, dirname, resolve } from "node:path";
import { runPcaStage } from "./pcaStage.ts";
import { removeStatistics, statisticsCheckpoints } from "./statisticsCheckpoints.ts";
import { type PcaStageResult, writeProjections } from "./writeProjections.ts";

/** Everything a PCA takes from the world besides its request. */
export interface PcaContext extends StorageContext {
  readonly signal: AbortSignal;
  onOpen(table: { readonly rows: number; readonly dimension: number; readonly column: string; files: number }): void;
  onProgress(stage: "statistics" | "projections", rows: number): void;
  now(): Date;
}

/** What `verger pca --json` prints. */
export interface PcaOutcome {
  /** Where `files` are. */
  readonly folder: string;
  readonly column: string;
  readonly rows: number;
  readonly features: number;
  readonly components: number;
  readonly explainedVarianceRatio: readonly number[];
  readonly solver: string;
  readonly constantFeatures: number;
  readonly seconds: number;
  readonly files: readonly WrittenFile[];
}

/**
 * The PCA of features that stand in Parquet files, written to a folder of its own. Interrupted, it goes on from the
 * statistics it kept there.
 * @throws InputError for features that cannot be used and where the folder holds a PCA; nothing is overwritten
 */
export async function runPca(request: PcaRequest, context: PcaContext): Promise<PcaOutcome> {
  const startedAt = context.now().getTime();
  const { storage: source, files: parts } = await featureSource(request.features, context);
  const features = await openFeatureTable(source, parts, { column: request.column });
  context.onOpen({ ...features, files: parts.length });

  const onProgress = stoppable(context);
  return writePca(request.out, features, context, startedAt, async (storage) => {
    const digest = await featureDigest(source, parts, features.column);
    await removeStatistics(storage, digest);
    return runPcaStage({
      features,
      storage,
      components: request.components,
      variance: request.variance,
      scale: request.scale,
      whiten: request.whiten,
      solver: request.solver,
      csv: request.csv,
      environment: context.environment,
      checkpoints: await statisticsCheckpoints({ storage, features, digest, now: () => context.now() }),
      onProgress,
    });
  });
}

/**
 * The projections of features that stand in Parquet files on the components of an earlier PCA, written with a copy of
 * that PCA's model to a folder of their own.
 * @throws InputError for a model or features that cannot be used or do not fit each other, and where the folder holds a
 *   PCA; nothing is overwritten
 */
export async function runTransform(request: TransformRequest, context: PcaContext): Promise<PcaOutcome> {
  const startedAt = context.now().getTime();
  const model = await readPcaModel(
    await openStorage(
      modelFolder(isRemote(request.model) ? request.model : resolve(context.workingFolder, request.model)),
      context,
    ),
  );
  const { storage: source, files: parts } = await featureSource(request.features, context);
  const features = await openFeatureTable(source, parts, { column: request.column });
  const expected = model.components.columns;
  if (features.dimension !== expected)
    throw new InputError(
      `${request.features} has ${features.dimension} features a row, the model in ${request.model} has ${expected}`,
      "give features of the extractor and the size that the model was fitted with",
    );
  context.onOpen({ ...features, files: parts.length });
  const onProgress = stoppable(context);
  return writePca(request.out, features, context, startedAt, (storage) =>
    writeProjections({ features, model, storage, csv: request.csv, onProgress }),
  );
}

/** The run folder or URL of a model, however it was given: the folder, its `pca/`, or the file itself. */
function modelFolder(given: string): string {
  const folder = basename(given) === basename(modelFile) ? dirname(given) : given;
  return basename(folder) === dirname(modelFile) ? dirname(folder) : folder;
}

/** Writes to a folder that holds no PCA yet, with the lock held, and says what came of it. */
async function writePca(
  out: string,
  features: FeatureTable,
  context: PcaContext,
  startedAt: number,
  write: (storage: Storage) => Promise<PcaStageResult>,
): Promise<PcaOutcome> {
  const storage = await openStorage(out, context);
  const unlock = await lockRun(storage);
  try {
    if ((await storage.size(modelFile)) !== undefined)
      throw new InputError(
        `${storage.locate("pca")} holds a PCA already`,
        "choose another --out: results are never overwritten",
      );
    await storage.discardUnfinished();
    const { model, files, rows } = await write(storage);
    await removeStatistics(storage);
    return {
      folder: storage.locate(""),
      column: features.column,
      rows,
      features: features.dimension,
      components: model.components.rows,
      explainedVarianceRatio: [...model.explainedVarianceRatio],
      solver: model.solver,
      constantFeatures: model.constantFeatures.length,
      seconds: (context.now().getTime() - startedAt) / 1000,
      files,
    };
  } finally {
    await unlock();
  }
}

/** Progress that ends the work once the person has asked for it. */
function stoppable(context: PcaContext): PcaContext["onProgress"] {
  return (stage, done) => {
    if (context.signal.aborted) throw stopped();
    context.onProgress(stage, done);
  };
}

function stopped(): VergerError {
  return new VergerError(exitCodes.interrupted, "Stopped before the PCA was complete.", "Run the same command again.");
}
