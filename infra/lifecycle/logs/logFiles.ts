import { gunzipSync } from "node:zlib";
import { storageLayout } from "../../storageLayout.ts";
import type { RemoteRun } from "../results/fetchRun.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import type { LogSource } from "./logSource.ts";

/** The folder of a stack's logs, beside that of its runs. */
export const logsFolder = ({ request }: AskedJob): string => request.runs.replace(/runs\/$/, storageLayout.logs);

/** Files whose names begin with one of the words, in the words' order. */
export function inOrder(files: readonly { readonly path: string }[], words: readonly string[]): readonly string[] {
  const named = (word: string) =>
    files.map(({ path }) => path).filter((path) => path.split("/").at(-1)?.startsWith(word));
  return words.flatMap(named);
}

/** A log in a file, compressed or not. */
export function fileSource(logs: RemoteRun, path: string, of: LogSource["of"]): LogSource {
  return {
    where: logs.locate(path),
    of,
    read: async () => {
      const bytes = await logs.read(path);
      return (path.endsWith(".gz") ? gunzipSync(bytes) : Buffer.from(bytes)).toString("utf8");
    },
  };
}
