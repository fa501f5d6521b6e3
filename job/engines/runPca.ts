import { exitCodes, InputError, VergerError } from "../contract/errors.ts";
import type { PcaRequest } from "../contract/pcaRequest.ts";
import { featureSource } from "../results/featureSource.ts";
import { openFeatureTable } from "../results/openFeatureTable.ts";
import { modelFile } from "../results/runFolder.ts";
import { lockRun } from "../results/runLock.ts";
import type { WrittenFile } from "../results/writtenFile.ts";
import { diskStorage } from "../storage/diskStorage.ts";
import { resolve } from "node:path";
import { runPcaStage } from "./pcaStage.ts";

/** Everything a PCA takes from the world besides its request. */
export interface PcaContext {
  readonly signal: AbortSignal;
  /** What relative paths are relative to. */
  readonly workingFolder: string;
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
 * The PCA of features that stand in Parquet files, written to a folder of its own.
 * @throws InputError for features that cannot be used and where the folder holds a PCA; nothing is overwritten
 */
export async function runPca(request: PcaRequest, context: PcaContext): Promise<PcaOutcome> {
  const startedAt = context.now().getTime();
  const { storage: source, files: parts } = await featureSource(request.features, context.workingFolder);
  const features = await openFeatureTable(source, parts, { column: request.column });
  context.onOpen({ ...features, files: parts.length });

  const folder = resolve(context.workingFolder, request.out);
  const storage = diskStorage(folder);
  const unlock = await lockRun(storage);
  try {
    if ((await storage.size(modelFile)) !== undefined)
      throw new InputError(
        `${storage.locate("pca")} holds a PCA already`,
        "choose another --out: results are never overwritten",
      );
    await storage.discardUnfinished();
    const { model, files, rows } = await runPcaStage({
      features,
      storage,
      components: request.components,
      variance: request.variance,
      scale: request.scale,
      csv: request.csv,
      onProgress: (stage, done) => {
        if (context.signal.aborted) throw stopped();
        context.onProgress(stage, done);
      },
    });
    return {
      folder,
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

function stopped(): VergerError {
  return new VergerError(exitCodes.interrupted, "Stopped before the PCA was complete.", "Run the same command again.");
}
