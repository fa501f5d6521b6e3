import { symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import type { JobSpecInput } from "../../job/contract/jobSpec.ts";
import { submitOnlyVariable } from "../../infra/submission/submissionRequest.ts";
import { openStack, type StackWorkspace } from "../engine/setup/stackWorkspace.ts";
import { azureStandIns } from "./azureStandIns.ts";
import { databricksStandIns } from "./databricksStandIns.ts";
import { emrStandIns } from "./emrStandIns.ts";
import { runVerger } from "./runVerger.ts";
import type { RehearsalTools, StandIns } from "./standIns.ts";

/** The stacks that can be rehearsed. */
export const rehearsed = ["aws-paris", "aws-paris-databricks", "azure-francecentral"] as const;
export type RehearsedStack = (typeof rehearsed)[number];

const standInsFor: Readonly<Record<RehearsedStack, (tools: RehearsalTools, folder: string) => Promise<StandIns>>> = {
  "aws-paris": emrStandIns,
  "aws-paris-databricks": databricksStandIns,
  "azure-francecentral": azureStandIns,
};

export interface RehearsalOptions {
  readonly stack: RehearsedStack;
  readonly tools: RehearsalTools;
  /** Folder of photographs: they become a bucket of the user's, or `verger run` brings them. */
  readonly photographs: string;
  /** Archive that `verger bundle build` made, with the weights of `spec`. */
  readonly bundle: string;
  readonly spec: JobSpecInput;
  /** Receives what the stand-ins write; removed by the caller. */
  readonly folder: string;
  /** Told every line the commands print. */
  readonly onLine: (line: string) => void;
}

/** A stack of the shelf that is rehearsed: real engine, real Spark; stand-ins for providers, cloud and platform. */
export interface Rehearsal {
  readonly stack: StackWorkspace;
  /** The folder commands run in: the project with its settings. */
  readonly project: string;
  /** The whole command, as it is typed there. */
  readonly command: readonly string[];
  /** Runs `verger …` there as a person would. @returns its exit code */
  verger(args: readonly string[], onLine: (line: string) => void): Promise<number>;
  close(): Promise<void>;
}

/** Starts the stand-ins, puts the photographs where the stack reads them, and opens it. */
export async function openRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { tools, folder } = options;
  const standIns = await standInsFor[options.stack](tools, folder);
  // The stub of the command provider runs `verger submit` with this process's environment, as the real one does with the engine's: `verger run` watches itself.
  const forCommands = { ...standIns.environment, [submitOnlyVariable]: "1" };
  Object.assign(process.env, forCommands);
  await standIns.upload?.(options.photographs);

  const stack = await openStack(tools.pulumi, options.stack);
  const mirror = standIns.connect(stack);
  stack.cloud.commands.clear();
  await stack.editSettings((text) => withSpec(standIns.settings(text), options.spec));
  const environment: NodeJS.ProcessEnv = {
    ...stack.environment,
    ...standIns.environment,
    PATH: [dirname(tools.pulumi), stack.environment["PATH"]].join(delimiter),
    VERGER_BUNDLE: options.bundle,
  };
  const project = join(stack.folder, "project");
  const command = ["run", "-s", options.stack, "--yes"];
  if (standIns.upload === undefined) {
    await symlink(options.photographs, join(project, "photographs"));
    command.push("--images", "photographs");
  }
  return {
    stack,
    project,
    command,
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

/** The shipped settings with weights that need no download. */
function withSpec(shipped: string, spec: JobSpecInput): string {
  const job = Object.entries(spec).map(([key, value]) => `    ${key}: ${String(value)}\n`);
  return shipped.replace(/( {2}verger:job:\n)(?: {4}.*\n)+/, `$1${job.join("")}`);
}
