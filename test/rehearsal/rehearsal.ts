import { type BucketLocationConstraint, CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { readdir, readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import type { JobSpecInput } from "../../job/contract/jobSpec.ts";
import { submitOnlyVariable } from "../../infra/submission/submissionRequest.ts";
import { openStorage } from "../../job/storage/openStorage.ts";
import { mirrorInMoto } from "../cloud/setup/mirror/mirrorInMoto.ts";
import { openStack, type StackWorkspace } from "../engine/setup/stackWorkspace.ts";
import { databricksStandIns } from "./databricksStandIns.ts";
import { emrStandIns } from "./emrStandIns.ts";
import { runVerger } from "./runVerger.ts";
import type { RehearsalTools, StandIns } from "./standIns.ts";

/** The stacks that can be rehearsed. */
export const rehearsed = ["aws-paris", "aws-paris-databricks"] as const;
export type RehearsedStack = (typeof rehearsed)[number];

const standInsFor: Readonly<Record<RehearsedStack, (tools: RehearsalTools, folder: string) => Promise<StandIns>>> = {
  "aws-paris": emrStandIns,
  "aws-paris-databricks": databricksStandIns,
};

export interface RehearsalOptions {
  readonly stack: RehearsedStack;
  readonly tools: RehearsalTools;
  /** Folder of photographs, which become a bucket of the user's. */
  readonly photographs: string;
  /** Archive that `verger bundle build` made, with the weights of `spec`. */
  readonly bundle: string;
  readonly spec: JobSpecInput;
  /** Receives what the stand-ins write; removed by the caller. */
  readonly folder: string;
  /** Told every line the commands print. */
  readonly onLine: (line: string) => void;
}

/** A stack of the shelf that is rehearsed: real engine, real Spark; stand-ins for providers, AWS and the platform. */
export interface Rehearsal {
  readonly stack: StackWorkspace;
  /** The folder commands run in: the project with its settings. */
  readonly project: string;
  /** Runs `verger …` there as a person would. @returns its exit code */
  verger(args: readonly string[], onLine: (line: string) => void): Promise<number>;
  close(): Promise<void>;
}

const region = "eu-west-3";
const photographsBucket = "rehearsal-photographs";

/** Starts the stand-ins, puts the photographs in a bucket, and opens the stack on them. */
export async function openRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { tools, folder } = options;
  const standIns = await standInsFor[options.stack](tools, folder);
  // The stub of the command provider runs `verger submit` with this process's environment, as the real one does with the engine's: `verger run` watches itself.
  const forCommands = { ...standIns.environment, [submitOnlyVariable]: "1" };
  Object.assign(process.env, forCommands);
  await uploadPhotographs(options.photographs);

  const stack = await openStack(tools.pulumi, options.stack);
  const mirror = mirrorInMoto(stack.cloud, { region, endpoint: standIns.endpoint });
  standIns.connect(stack);
  stack.cloud.commands.clear();
  await stack.editSettings((text) => settingsOf(standIns.settings(text), options.spec));
  const environment: NodeJS.ProcessEnv = {
    ...stack.environment,
    ...standIns.environment,
    PATH: [dirname(tools.pulumi), stack.environment["PATH"]].join(delimiter),
    VERGER_BUNDLE: options.bundle,
  };
  const project = join(stack.folder, "project");
  return {
    stack,
    project,
    verger: (args, onLine) => {
      onLine(`$ verger ${args.join(" ")}`);
      return runVerger(args, project, environment, onLine);
    },
    close: async () => {
      mirror.close();
      await stack.close();
      await standIns.stop();
      for (const name of Object.keys(forCommands)) delete process.env[name];
    },
  };
}

/** The shipped settings on the photographs' bucket, with weights that need no download. */
function settingsOf(shipped: string, spec: JobSpecInput): string {
  const job = Object.entries(spec).map(([key, value]) => `    ${key}: ${String(value)}\n`);
  return shipped
    .replace("from: own", `from: bucket\n    bucket: ${photographsBucket}\n    prefix: photographs/`)
    .replace(/( {2}verger:job:\n)(?: {4}.*\n)+/, `$1${job.join("")}`);
}

async function uploadPhotographs(folder: string): Promise<void> {
  const s3 = new S3Client({ region });
  const LocationConstraint: BucketLocationConstraint = region;
  await s3.send(
    new CreateBucketCommand({ Bucket: photographsBucket, CreateBucketConfiguration: { LocationConstraint } }),
  );
  s3.destroy();
  const place = `s3://${photographsBucket}/photographs`;
  const storage = await openStorage(place, { workingFolder: folder, environment: process.env });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(jpe?g|png)$/i.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    await storage.write(file.slice(folder.length + 1), await readFile(file));
  }
}
