// The program behind the Spark driver: one process a task, told by its arguments what to make of its rows; and one beside
// the driver, which conducts the job.
//   node worker.mjs STAGE '{"spec": …, "model": FOLDER, …}'
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { VergerError } from "../../contract/errors.ts";
import { JobSpec } from "../../contract/jobSpec.ts";
import { openExtractor } from "../../features/openExtractor.ts";
import { readPcaModel, writePcaModel } from "../../results/pcaModelFile.ts";
import { diskStorage } from "../../storage/diskStorage.ts";
import { answerBatches } from "./answerBatches.ts";
import { conductJob } from "./conductJob.ts";
import { connectDriver } from "./connectDriver.ts";
import { refuseOtherModel } from "./modelChoice.ts";
import { readModel, readModelChoice } from "./modelFolder.ts";
import { parseSpec } from "./parseSpec.ts";
import { PcaPlan } from "./sparkDriver.ts";
import { featuresStage } from "./stages/featuresStage.ts";
import { fitStage } from "./stages/fitStage.ts";
import { mergeStage } from "./stages/mergeStage.ts";
import { projectionsStage } from "./stages/projectionsStage.ts";
import { statisticsStage } from "./stages/statisticsStage.ts";

const Model = z.object({ model: z.string() });
const Spec = z.object({ spec: JobSpec });
/** Where the pictures are, if their batches bring only paths. */
const Images = z.object({ images: z.string().nullish() });
const Folder = z.object({ folder: z.string() });
const Job = z.object({
  /** A bundle, unpacked. */
  home: z.string(),
  ...Folder.shape,
  runId: z.string(),
  spec: z.unknown(),
  cores: z.int().min(1),
  picturesATask: z.int().min(1),
  runtime: z.record(z.string(), z.string()),
});

const stages: Readonly<Record<string, (given: unknown) => Promise<void>>> = {
  async conduct(given) {
    const { home, spec, ...job } = Job.parse(given);
    const driver = connectDriver(process.stdin, process.stdout);
    const folder = await mkdtemp(join(tmpdir(), "verger-"));
    try {
      const staging = { folder, storage: diskStorage(folder) };
      const parsed = parseSpec(spec);
      refuseOtherModel(parsed, await readModelChoice(join(home, "model")));
      const model = await readModel(join(home, "model"));
      const vergerVersion = (await readFile(join(home, "version.txt"), "utf8")).trim();
      const context = { driver, model, staging, now: () => new Date() };
      await conductJob({ ...job, vergerVersion, spec: parsed }, context);
    } catch (error) {
      if (!(error instanceof VergerError)) throw error;
      await driver.complain(`${error.message}\n${error.hint}`);
      process.exitCode = error.exitCode;
    } finally {
      await rm(folder, { recursive: true, force: true });
      process.stdin.destroy();
    }
  },
  async features(given) {
    const { model, spec, images } = z.object({ ...Model.shape, ...Spec.shape, ...Images.shape }).parse(given);
    const extractor = await openExtractor(await readModel(model));
    await answerBatches(featuresStage(spec, extractor, images ?? undefined), process.env);
    await extractor.release();
  },
  statistics: (given) => answerBatches(statisticsStage(PcaPlan.parse(given)), process.env),
  merge: () => answerBatches(mergeStage, process.env),
  async fit(given) {
    const { spec, folder, ...shape } = z.object({ ...Spec.shape, ...PcaPlan.shape, ...Folder.shape }).parse(given);
    const save = async (model: Parameters<typeof writePcaModel>[1]): Promise<void> => {
      await writePcaModel(diskStorage(folder), model);
    };
    await answerBatches(fitStage(spec, shape, save), process.env);
  },
  async project(given) {
    const { folder } = Folder.parse(given);
    await answerBatches(projectionsStage(await readPcaModel(diskStorage(folder))), process.env);
  },
};

const [name = "", parameters = "{}"] = process.argv.slice(2);
try {
  const stage = stages[name];
  if (stage === undefined) throw new Error(`no stage ${name}: ${Object.keys(stages).join(", ")}`);
  await stage(JSON.parse(parameters));
} catch (error) {
  if (!(error instanceof VergerError)) throw error;
  // The bridge keeps the last lines of the task's log, and hands them on with the exit code.
  process.stdout.write(`${error.message}\n${error.hint}\n`);
  process.exitCode = error.exitCode;
}
