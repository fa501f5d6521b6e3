import { randomUUID } from "node:crypto";
import { chosenKernel } from "../../../pca/kernel/chosenKernel.ts";
import { openFeatureTable } from "../../../results/openFeatureTable.ts";
import { readPcaModel } from "../../../results/pcaModelFile.ts";
import { encodeProjections } from "../../../results/projectionsParquet.ts";
import { writeFile, type WrittenFile } from "../../../results/writtenFile.ts";
import type { Storage } from "../../../storage/storage.ts";
import { projectionParts } from "../../projectionParts.ts";
import type { Answers, TaskOf } from "./task.ts";

/** Rows of features become their projections by the model of the run folder, in files of the local engine's. */
export async function projectionsTask(
  { files, place }: TaskOf<"projections">,
  storage: Storage,
  progress: () => void,
): Promise<Answers["projections"]> {
  const model = await readPcaModel(storage);
  const features = await openFeatureTable(storage, files, { column: "features" });
  const written: WrittenFile[] = [];
  for await (const part of projectionParts(features, model, { kernel: chosenKernel(1), onProgress: progress }))
    written.push(await writeFile(storage, `${place}/${randomUUID()}.parquet`, encodeProjections(part)));
  return written;
}
