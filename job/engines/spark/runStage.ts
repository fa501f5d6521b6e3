import { readFile } from "node:fs/promises";
import { deserialize } from "node:v8";
import { z } from "zod";
import { JobSpec } from "../../contract/jobSpec.ts";
import type { FeatureExtractor } from "../../features/extractor.ts";
import type { PcaModel } from "../../pca/pcaModel.ts";
import { answerBatches, type Stage } from "./answerBatches.ts";
import { PcaPlan } from "./cluster.ts";
import { Given } from "./inPlace/task.ts";

const Features = z.object({ spec: JobSpec, model: z.string() });
const Tasks = z.object({ ...Features.shape, ...Given.shape });

const answer = (stage: Stage): Promise<void> => answerBatches(stage, process.env);

const stages: Readonly<Record<string, (given: unknown) => Promise<void>>> = {
  async tasks(given) {
    const { model, ...setup } = Tasks.parse(given);
    const { taskStage } = await import("./inPlace/taskStage.ts");
    const { taskWorker } = await import("./inPlace/taskWorker.ts");
    const worker = taskWorker({ ...setup, openExtractor: () => openModel(model) });
    await answer(taskStage((task, progress) => worker.work(task, progress)));
    await worker.release();
  },
  async features(given) {
    const { model, spec } = Features.parse(given);
    const { featuresStage } = await import("./stages/featuresStage.ts");
    const extractor = await openModel(model);
    await answer(featuresStage(spec, extractor));
    await extractor.release();
  },
  async statistics(given) {
    const { statisticsStage } = await import("./stages/statisticsStage.ts");
    await answer(statisticsStage(PcaPlan.parse(given)));
  },
  async merge() {
    const { mergeStage } = await import("./stages/mergeStage.ts");
    await answer(mergeStage);
  },
  async project(given) {
    const { file } = z.object({ file: z.string() }).parse(given);
    const { projectionsStage } = await import("./stages/projectionsStage.ts");
    // Written by the conductor of the same program.
    await answer(projectionsStage(deserialize(await readFile(file)) as PcaModel));
  },
};

async function openModel(folder: string): Promise<FeatureExtractor> {
  const { openExtractor } = await import("../../features/openExtractor.ts");
  const { readModel } = await import("./modelFolder.ts");
  return openExtractor(await readModel(folder));
}

/** Makes of the Arrow rows on stdin what the stage makes of them. */
export async function runStage(name: string, parameters: unknown): Promise<void> {
  const stage = stages[name];
  if (stage === undefined) throw new Error(`no stage ${name}: ${Object.keys(stages).join(", ")}`);
  await stage(parameters);
}
