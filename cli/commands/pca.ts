import type { ArgsDef, CommandDef } from "citty";
import { PcaRequest, TransformRequest } from "../../job/contract/pcaRequest.ts";
import type { PcaContext, PcaOutcome } from "../../job/engines/runPca.ts";
import { parseOptions } from "../options/parseOptions.ts";
import { givenValues, schemaOptions } from "../options/schemaOptions.ts";
import { JobScreen, row } from "../screen/jobScreen.ts";
import { count, plural } from "../screen/numbers.ts";
import { pcaSummary } from "../screen/pcaSummary.ts";
import type { Terminal } from "../terminal.ts";

const screenOptions: ArgsDef = {
  json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
  verbose: { type: "boolean", description: "Print stack traces" },
};

/** `verger pca`: the PCA of features that stand in Parquet files, ours or another tool's. */
export function pcaCommand(terminal: Terminal): CommandDef {
  return {
    args: { ...schemaOptions(PcaRequest), ...screenOptions },
    subCommands: { transform: transformCommand(terminal) },
    async run({ args }) {
      const request = parseOptions(PcaRequest, givenValues(PcaRequest, args), { command: "verger pca" });
      const { runPca } = await import("../../job/engines/runPca.ts");
      await onScreen(terminal, request.features, args.json === true, (context) => runPca(request, context));
    },
  };
}

/** `verger pca transform`: new features on the components of an earlier PCA. */
function transformCommand(terminal: Terminal): CommandDef {
  return {
    meta: { name: "transform", description: "New features on the components of an earlier PCA" },
    args: { ...schemaOptions(TransformRequest), ...screenOptions },
    async run({ args }) {
      const request = parseOptions(TransformRequest, givenValues(TransformRequest, args), {
        command: "verger pca transform",
      });
      const { runTransform } = await import("../../job/engines/runPca.ts");
      await onScreen(terminal, request.features, args.json === true, (context) => runTransform(request, context));
    },
  };
}

async function onScreen(
  terminal: Terminal,
  given: string,
  json: boolean,
  work: (context: PcaContext) => Promise<PcaOutcome>,
): Promise<void> {
  const screen = json ? undefined : new JobScreen(terminal);
  const outcome = await work({
    signal: terminal.interrupted,
    workingFolder: terminal.workingFolder,
    environment: terminal.environment,
    onOpen: ({ rows, dimension, column, files }) => {
      if (screen === undefined) return;
      terminal.note(
        row("features", `${count(rows)} × ${count(dimension)}, column ${column} of ${plural(files, "file")}`, given),
      );
    },
    onProgress: (stage, rows) => screen?.show({ kind: "pca", stage, rows }),
    now: () => terminal.now(),
  }).finally(() => screen?.end());

  if (json) terminal.print(JSON.stringify(outcome));
  else for (const line of pcaSummary(outcome, terminal)) terminal.print(line);
}
