import type { CommandDef } from "citty";
import { PcaRequest } from "../../job/contract/pcaRequest.ts";
import { runPca } from "../../job/engines/runPca.ts";
import { parseOptions } from "../options/parseOptions.ts";
import { givenValues, schemaOptions } from "../options/schemaOptions.ts";
import { JobScreen, row } from "../screen/jobScreen.ts";
import { count, plural } from "../screen/numbers.ts";
import { pcaSummary } from "../screen/pcaSummary.ts";
import type { Terminal } from "../terminal.ts";

/** `verger pca`: the PCA of features that stand in Parquet files, ours or another tool's. */
export function pcaCommand(terminal: Terminal): CommandDef {
  return {
    meta: { name: "pca", description: "A PCA of features in Parquet files, of any number of rows" },
    args: {
      ...schemaOptions(PcaRequest),
      json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
      verbose: { type: "boolean", description: "Print stack traces" },
    },
    async run({ args }) {
      const request = parseOptions(PcaRequest, givenValues(PcaRequest, args), "command line");
      const screen = args.json === true ? undefined : new JobScreen(terminal);
      const outcome = await runPca(request, {
        signal: terminal.interrupted,
        workingFolder: terminal.workingFolder,
        onOpen: ({ rows, dimension, column, files }) => {
          if (screen === undefined) return;
          const shape = `${count(rows)} × ${count(dimension)}, column ${column} of ${plural(files, "file")}`;
          terminal.note(row("features", shape, request.features));
        },
        onProgress: (stage, rows) => screen?.show({ kind: "pca", stage, rows }),
        now: () => terminal.now(),
      }).finally(() => screen?.end());

      if (args.json === true) terminal.print(JSON.stringify(outcome));
      else for (const line of pcaSummary(outcome, terminal)) terminal.print(line);
    },
  };
}
