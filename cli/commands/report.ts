import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { resolve } from "node:path";
import { InputError } from "../../job/contract/errors.ts";
import { isRemote } from "../../job/storage/location.ts";
import { openInBrowser } from "../openInBrowser.ts";
import { bytes } from "../screen/numbers.ts";
import { ReportScreen } from "../screen/reportScreen.ts";
import { shownPath } from "../screen/shownPath.ts";
import type { Terminal } from "../terminal.ts";

const options: ArgsDef = {
  run: { type: "positional", required: true, description: "A run: the folder or the URL (s3://…) that holds run.json" },
  images: { type: "string", valueHint: "folder", description: "Where the images are now (default: as run.json says)" },
  figures: { type: "string", valueHint: "folder", description: "Also write every plot there, as SVG and PNG" },
  seed: { type: "string", valueHint: "n", description: "Seed of samples, t-SNE and UMAP (default 0)" },
  open: { type: "boolean", description: "Open the page when it is made" },
  json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
  verbose: { type: "boolean", description: "Print stack traces" },
};

/** `verger report`: makes the page of a run again. */
export function reportCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    args: options,
    async run({ args }) {
      const { writeReport } = await import("../../job/results/report/writeReport.ts");
      const inFolder = (path: string): string => resolve(terminal.workingFolder, path);
      const screen = args.json === true ? undefined : new ReportScreen(terminal);
      const report = await writeReport(isRemote(String(args.run)) ? String(args.run) : inFolder(String(args.run)), {
        environment: terminal.environment,
        ...(typeof args.images === "string" ? { imagesFolder: inFolder(args.images) } : {}),
        ...(typeof args.figures === "string" ? { figuresFolder: inFolder(args.figures) } : {}),
        seed: seedOf(args.seed),
        onProgress: (stage, done, total) => screen?.show(stage, done, total),
      }).finally(() => screen?.end());

      const { summary, figures, ...facts } = report;
      if (args.json === true) terminal.print(JSON.stringify({ ...facts, figures }));
      else {
        for (const line of ["", ...summary(terminal.columns), ""]) terminal.print(line);
        const place = shownPath(report.path, terminal.workingFolder);
        terminal.print(`  ${place}   ${bytes(report.bytes)}, ${report.seconds.toFixed(1)} s   ← open this`);
        if (typeof args.figures === "string") terminal.print(`  ${args.figures}/   ${figures.length} figures`);
      }
      if (args.open === true && !isRemote(report.path)) openInBrowser(report.path);
    },
  });
}

function seedOf(given: unknown): number {
  const seed = given === undefined ? 0 : Number(given);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new InputError(`--seed ${String(given)} is not a seed.`, "Give a whole number from 0 on.");
}
