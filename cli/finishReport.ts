import { resolve } from "node:path";
import type { JobOutcome } from "../job/engines/local/runLocalJob.ts";
import { type WrittenReport, writeReport } from "../job/results/report/writeReport.ts";
import type { Terminal } from "./terminal.ts";

/** Makes the report of a finished job; undefined, with a warning, where that fails: the job's results stand. */
export async function finishReport(
  { folder, manifest }: JobOutcome,
  terminal: Terminal,
): Promise<WrittenReport | undefined> {
  try {
    return await writeReport(folder, {
      imagesFolder: resolve(terminal.workingFolder, manifest.images.folder),
      environment: terminal.environment,
      onProgress: (stage, done, total) => terminal.live?.draw(`  report: ${stage}, ${done} of ${total}`),
    });
  } catch (error) {
    terminal.note(
      `  warning: no report: ${error instanceof Error ? error.message : String(error)}. Again: verger report ${folder}`,
    );
    return undefined;
  } finally {
    terminal.live?.clear();
  }
}
