import { randomUUID } from "node:crypto";
import type { JobSpec } from "../../../contract/jobSpec.ts";
import type { FeatureExtractor } from "../../../features/extractor.ts";
import { labelOf } from "../../../images/picturePath.ts";
import { encodeFeatures } from "../../../results/featuresParquet.ts";
import { writeFile } from "../../../results/writtenFile.ts";
import type { Storage } from "../../../storage/storage.ts";
import { featurizeShard } from "../../featurizeShard.ts";
import { photographTask } from "../../photographTask.ts";
import type { Answers, TaskOf } from "./task.ts";

export interface FeaturesContext {
  readonly spec: JobSpec;
  readonly images: string;
  /** Of the run folder. */
  readonly storage: Storage;
  readonly extractor: FeatureExtractor;
  readonly progress: () => void;
}

/** Features of pictures, in their order, as a file of the local engine's. */
export async function featuresTask(
  { paths, place }: TaskOf<"features">,
  { spec, images, storage, extractor, progress }: FeaturesContext,
): Promise<Answers["features"]> {
  const pictures = paths.map((path) => ({ path, label: labelOf(path, spec.label) }));
  const tasks = pictures.map((picture) => photographTask(picture, images, extractor.inputSize, spec));
  const { block, rejects } = await featurizeShard(tasks, { extractor, batch: spec.batch, onProgress: progress });
  if (block.rows.length === 0) return { rejects, parts: [] };
  const file = `${place}/${randomUUID()}.parquet`;
  return { rejects, parts: [await writeFile(storage, file, encodeFeatures(block))] };
}
