import { randomUUID } from "node:crypto";
import type { Storage } from "../../../storage/storage.ts";
import { mergeAll } from "../fitSummaries.ts";
import { encodeStatistics } from "../statisticsBytes.ts";
import type { Answers, TaskOf } from "./task.ts";

/** Many statistics become one, in the order of their files. */
export async function mergeTask(
  { files, place }: TaskOf<"merge">,
  storage: Storage,
  progress: () => void,
): Promise<Answers["merge"]> {
  const merged = await mergeAll(contentsOf(storage, files, progress));
  if (merged === undefined) throw new Error("there are no statistics to merge");
  const file = `${place}/${randomUUID()}`;
  await storage.write(file, encodeStatistics(merged));
  return file;
}

/** Files, one after the other. */
export async function* contentsOf(
  storage: Pick<Storage, "read">,
  files: readonly string[],
  progress: () => void = () => {},
): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield await storage.read(file);
    progress();
  }
}
