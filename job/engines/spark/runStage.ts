import { z } from "zod";
import { JobSpec } from "../../contract/jobSpec.ts";
import type { PcaModel } from "../../pca/pcaModel.ts";
import { diskStorage } from "../../storage/diskStorage.ts";
import { answerBatches, type Stage } from "./answerBatches.ts";
import { PcaPlan } from "./sparkDriver.ts";

const Spec = z.object({ spec: JobSpec });
const Folder = z.object({ folder: z.string() });
const Features = z.object({
  ...Spec.shape,
  model: z.string(),
  /** Where the pictures are, if their batches bring only paths. */
  images: z.string().nullish(),
});

const answer = (stage: Stage): Promise<void> => answerBatches(stage, process.env);

const stages: Readonly<Record<string, (given: unknown) => Promise<void>>> = {
  async features(given) {
    const { model, spec, images } = Features.parse(given);
    const { openExtractor } = await import("../../features/openExtractor.ts");
    const { readModel } = await import("./modelFolder.ts");
    const { featuresStage } = await import("./stages/featuresStage.ts");
    const extractor = await openExtractor(await readModel(model));
    await answer(featuresStage(spec, extractor, images ?? undefined));
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
  async fit(given) {
    const { spec, folder, ...shape } = z.object({ ...Spec.shape, ...PcaPlan.shape, ...Folder.shape }).parse(given);
    const { writePcaModel } = await import("../../results/pcaModelFile.ts");
    const { fitStage } = await import("./stages/fitStage.ts");
    const save = async (model: PcaModel): Promise<void> => {
      await writePcaModel(diskStorage(folder), model);
    };
    await answer(fitStage(spec, shape, save));
  },
  async project(given) {
    const { folder } = Folder.parse(given);
    const { readPcaModel } = await import("../../results/pcaModelFile.ts");
    const { projectionsStage } = await import("./stages/projectionsStage.ts");
    await answer(projectionsStage(await readPcaModel(diskStorage(folder))));
  },
};

/** Makes of the Arrow rows on stdin what the stage makes of them. */
export async function runStage(name: string, parameters: unknown): Promise<void> {
  const stage = stages[name];
  if (stage === undefined) throw new Error(`no stage ${name}: ${Object.keys(stages).join(", ")}`);
  await stage(parameters);
}
