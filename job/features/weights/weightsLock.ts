import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../contract/errors.ts";

const WeightsLock = z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int() }));
export type WeightsLock = z.output<typeof WeightsLock>;

const lockPath = (cacheFolder: string) => join(cacheFolder, "weights.lock.json");

/** What every file of the cache was when it first came, by file name. */
export async function readWeightsLock(cacheFolder: string): Promise<WeightsLock> {
  const path = lockPath(cacheFolder);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  try {
    return WeightsLock.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError(`${path} is damaged`, "Remove it and the .h5 files beside it; they are fetched again.", {
      cause,
    });
  }
}

/** Remembers a file's digest; what is already written of other files stays. */
export async function lockWeights(cacheFolder: string, fileName: string, entry: WeightsLock[string]): Promise<void> {
  const lock = { ...(await readWeightsLock(cacheFolder)), [fileName]: { sha256: entry.sha256, bytes: entry.bytes } };
  const path = lockPath(cacheFolder);
  await writeFile(`${path}.part`, `${JSON.stringify(lock, undefined, 2)}\n`);
  await rename(`${path}.part`, path);
}
