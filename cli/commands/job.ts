import type { CommandDef } from "citty";
import { resolve } from "node:path";
import { JobRequest } from "../../job/contract/jobRequest.ts";
import { jobContext } from "../jobContext.ts";
import { parseOptions } from "../options/parseOptions.ts";
import { givenValues, schemaOptions } from "../options/schemaOptions.ts";
import { JobScreen } from "../screen/jobScreen.ts";
import { jobSummary } from "../screen/jobSummary.ts";
import type { Terminal } from "../terminal.ts";

type Given = Readonly<Record<string, unknown>>;

/** `verger job`: features and a PCA of a folder of photographs, on this machine. */
export function jobCommand(terminal: Terminal): CommandDef {
  return {
    args: {
      ...schemaOptions(JobRequest),
      spec: {
        type: "string",
        valueHint: "job.yaml",
        description: "Read the options from a file; options given here win",
      },
      resume: { type: "string", valueHint: "run id", description: "Go on with a run: finished shards are kept" },
      "run-id": { type: "string", valueHint: "text", description: "Name of the run (default: date and four letters)" },
      report: {
        type: "boolean",
        default: true,
        negativeDescription: "Make no report",
        description: "Make report/index.html",
      },
      json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
      verbose: { type: "boolean", description: "Print stack traces" },
    },
    async run({ args }) {
      const fromFile = args.spec === undefined ? {} : await readSpec(String(args.spec), terminal);
      const chosen = { ...fromFile, ...givenValues(JobRequest, args) };
      const fromRun = args.resume === undefined ? {} : await readRun(String(args.resume), chosen, terminal);
      const given = { ...fromRun, ...chosen };
      const request = parseOptions(JobRequest, given, {
        command: "verger job",
        file: args.spec === undefined ? undefined : String(args.spec),
      });

      const { runLocalJob } = await import("../../job/engines/local/runLocalJob.ts");
      const screen = args.json === true ? undefined : new JobScreen(terminal);
      const outcome = await runLocalJob(
        {
          request,
          ...optional("resume", args.resume),
          ...optional("runId", args["run-id"]),
        },
        jobContext(terminal, (event) => screen?.show(event)),
      ).finally(() => screen?.end());

      const { finishReport } = await import("../finishReport.ts");
      const report = args.report === false ? undefined : await finishReport(outcome, terminal);
      if (args.json === true) terminal.print(JSON.stringify(outcome.manifest));
      else for (const line of jobSummary(outcome, report, terminal)) terminal.print(line);
    },
  };
}

async function readSpec(path: string, terminal: Terminal): Promise<Given> {
  const { readSpecFile } = await import("../options/readSpecFile.ts");
  return readSpecFile(resolve(terminal.workingFolder, path));
}

async function readRun(runId: string, chosen: Given, terminal: Terminal): Promise<Given> {
  const { requestOfRun } = await import("../options/requestOfRun.ts");
  return requestOfRun(runId, chosen, terminal);
}

function optional<K extends string>(key: K, value: unknown): { [P in K]?: string } {
  return typeof value === "string" && value !== "" ? ({ [key]: value } as { [P in K]?: string }) : {};
}
