import { randomUUID } from "node:crypto";
import { fixedBlocks } from "../../../pca/fixedBlocks.ts";
import { chosenKernel } from "../../../pca/kernel/chosenKernel.ts";
import { ScatterAccumulator } from "../../../pca/statistics/scatterAccumulator.ts";
import type { Storage } from "../../../storage/storage.ts";
import { encodeStatistics } from "../statisticsBytes.ts";
import { featureRows } from "./featureRows.ts";
import type { Answers, TaskOf } from "./task.ts";

/** Rows of features become their statistics, in a file. */
export async function statisticsTask(
  { files, dimension, place }: TaskOf<"statistics">,
  storage: Storage,
  progress: () => void,
): Promise<Answers["statistics"]> {
  const accumulator = new ScatterAccumulator(dimension, { kernel: chosenKernel(1) });
  const rows = await featureRows(storage, files);
  for await (const block of fixedBlocks(rows, { onProgress: progress }))
    await accumulator.add(block.values, block.rows);
  const file = `${place}/${randomUUID()}`;
  await storage.write(file, encodeStatistics(await accumulator.statistics()));
  return file;
}
