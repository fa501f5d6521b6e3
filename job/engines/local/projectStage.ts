import { basename, dirname } from "node:path";
import { InputError } from "../../contract/errors.ts";
import type { JobSpec } from "../../contract/jobSpec.ts";
import { openFeatureTable } from "../../results/openFeatureTable.ts";
import { featuresPart } from "../../results/runFolder.ts";
import type { ShardRecord } from "../../results/shardRecord.ts";
import type { Storage } from "../../storage/storage.ts";
import { type PcaStageOptions, runPcaStage } from "../pcaStage.ts";
import type { PcaStageResult } from "../writeProjections.ts";
import type { RunRecord } from "../runRecord.ts";
import type { LocalJobContext } from "./localJobContext.ts";

export interface ProjectStageOptions {
  readonly done: readonly ShardRecord[];
  readonly spec: JobSpec;
  readonly storage: Storage;
  readonly record: RunRecord;
  readonly context: LocalJobContext;
}

/** The second half of a job: the PCA of all features, written beside them. */
export async function projectStage({ done, spec, storage, record, context }: ProjectStageOptions): Promise<void> {
  const startedAt = context.now().getTime();
  const parts = done.map(({ shard }) => featuresPart(shard));
  const result = await pcaKeepingFeatures(storage, {
    features: await openFeatureTable(storage, parts, { column: "features" }),
    storage,
    components: spec.components,
    variance: spec.variance,
    scale: spec.scale,
    csv: spec.csv,
    environment: context.environment,
    onProgress: (stage, rows) => {
      context.signal.throwIfAborted();
      context.listener({ kind: "pca", stage, rows });
    },
  });
  const constant = result.model.constantFeatures.length;
  if (constant > 0 && spec.scale) record.warn(`${constant} features are the same in every picture: their scale is 1`);
  record.projected(result, (context.now().getTime() - startedAt) / 1000);
}

/** The features cost more than the PCA: who asked it for too much is told how to ask again without computing them anew. */
async function pcaKeepingFeatures(storage: Storage, options: PcaStageOptions): Promise<PcaStageResult> {
  try {
    return await runPcaStage(options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const folder = storage.locate("");
    const advice = `The features are kept: verger job --resume ${basename(folder)} --out ${dirname(folder)} --components N`;
    throw new InputError(error.message, `${error.hint}\n${advice}`, { cause: error });
  }
}
