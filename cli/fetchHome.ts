import { resolve } from "node:path";
import { type FetchedRun, fetchRun, type RemoteRun } from "../infra/lifecycle/results/fetchRun.ts";
import type { RunPart } from "../infra/lifecycle/results/runParts.ts";
import { diskStorage } from "../job/storage/diskStorage.ts";
import { bytes, count } from "./screen/numbers.ts";
import type { Terminal } from "./terminal.ts";

export interface FetchHome {
  readonly remote: RemoteRun;
  /** Folder that receives the run's folder, as it was given. */
  readonly out: string;
  readonly runId: string;
  readonly only?: readonly RunPart[];
}

/** Copies a run into `<out>/<run id>`, with a line that says how far it is. */
export async function fetchHome(
  { remote, out, runId, only = [] }: FetchHome,
  terminal: Terminal,
): Promise<FetchedRun & { readonly folder: string }> {
  const folder = resolve(terminal.workingFolder, out, runId);
  try {
    const fetched = await fetchRun({
      remote,
      only,
      home: diskStorage(folder),
      stop: terminal.interrupted,
      onProgress: ({ files, totalFiles, bytes: done, totalBytes }) =>
        terminal.live?.draw(
          `  fetching   ${count(files)}/${count(totalFiles)} files   ${bytes(done)} of ${bytes(totalBytes)}`,
        ),
    });
    return { ...fetched, folder };
  } finally {
    terminal.live?.clear();
  }
}
