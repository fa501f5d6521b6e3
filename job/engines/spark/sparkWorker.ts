// The program behind the Spark driver: one process a task, told by its arguments what to make of its rows.
//   node worker.mjs STAGE '{"spec": …, "model": FOLDER, …}' (or - to read it from stdin)
import { text } from "node:stream/consumers";
import { z } from "zod";
import { VergerError } from "../../contract/errors.ts";
import { JobSpec } from "../../contract/jobSpec.ts";
import { readPcaModel, writePcaModel } from "../../results/pcaModelFile.ts";
import { ShardRecord } from "../../results/shardRecord.ts";
import { diskStorage } from "../../storage/diskStorage.ts";
import { answerBatches } from "./answerBatches.ts";
import { describeJob } from "./describeJob.ts";
import { refuseOtherModel } from "./modelChoice.ts";
import { readModel, readModelChoice } from "./modelFolder.ts";
import { planPca } from "./planPca.ts";
import { Found, planRun } from "./planRun.ts";
import { SparkRun, sparkManifest } from "./sparkManifest.ts";
import { featuresStage } from "./stages/featuresStage.ts";
import { fitStage } from "./stages/fitStage.ts";
import { mergeStage } from "./stages/mergeStage.ts";
import { projectionsStage } from "./stages/projectionsStage.ts";
import { statisticsStage } from "./stages/statisticsStage.ts";

const Model = z.object({ model: z.string() });
const Spec = z.object({ spec: JobSpec });
const Shape = z.object({ dimension: z.int().min(1), keepRows: z.boolean() });
const Features = z.object({
  records: z.array(ShardRecord),
  maxRejects: z.number(),
  images: z.int(),
  folder: z.string(),
});
const Folder = z.object({ folder: z.string() });

const stages: Readonly<Record<string, (given: unknown) => Promise<void>>> = {
  async describe(given) {
    const { spec } = z.object({ spec: z.unknown() }).parse(given);
    process.stdout.write(JSON.stringify(describeJob(spec)));
  },
  async plan(given) {
    const { model, found } = z.object({ ...Model.shape, found: Found }).parse(given);
    refuseOtherModel(found.spec, await readModelChoice(model));
    process.stdout.write(JSON.stringify(planRun(found, await readModel(model))));
  },
  async planPca(given) {
    const { model, run } = z.object({ ...Model.shape, run: Features }).parse(given);
    process.stdout.write(JSON.stringify(planPca(run, (await readModel(model)).dimension)));
  },
  async manifest(given) {
    const { model, run } = z.object({ ...Model.shape, run: SparkRun }).parse(given);
    process.stdout.write(JSON.stringify(sparkManifest(run, await readModel(model))));
  },
  async features(given) {
    const { model, spec } = z.object({ ...Model.shape, ...Spec.shape }).parse(given);
    await answerBatches(featuresStage(spec, await readModel(model)), process.env);
  },
  statistics: (given) => answerBatches(statisticsStage(Shape.parse(given)), process.env),
  merge: () => answerBatches(mergeStage, process.env),
  async fit(given) {
    const { spec, folder, ...shape } = z.object({ ...Spec.shape, ...Shape.shape, ...Folder.shape }).parse(given);
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

const [name = "", parameters = "-"] = process.argv.slice(2);
try {
  const stage = stages[name];
  if (stage === undefined) throw new Error(`no stage ${name}: ${Object.keys(stages).join(", ")}`);
  // A manifest outgrows what an argument may hold: "-" takes the parameters from stdin.
  await stage(JSON.parse(parameters === "-" ? await text(process.stdin) : parameters));
} catch (error) {
  if (!(error instanceof VergerError)) throw error;
  // Commands answer the driver in JSON; a stage has its stdout in the task's log, for people.
  const { message, hint } = error;
  process.stdout.write(`${parameters === "-" ? JSON.stringify({ message, hint }) : `${message}\n${hint}`}\n`);
  process.exitCode = error.exitCode;
}
