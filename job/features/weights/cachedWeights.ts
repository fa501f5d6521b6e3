import { stat } from "node:fs/promises";
import { join } from "node:path";
import { checkCachedFile } from "./checkCachedFile.ts";
import { fileDigests } from "./fileDigests.ts";
import type { OfficialFile } from "./officialFile.ts";

/** What the cache holds of an official file. */
export type CachedWeights =
  | { readonly state: "absent" }
  | { readonly state: "partial" | "cached"; readonly bytes: number };

/** A look at the file's name and length; `verifyCachedWeights` reads it. */
export async function cachedWeights({ fileName }: OfficialFile, cacheFolder: string): Promise<CachedWeights> {
  const path = join(cacheFolder, fileName);
  const whole = await bytesOf(path);
  if (whole !== undefined) return { state: "cached", bytes: whole };
  const part = await bytesOf(`${path}.part`);
  return part === undefined ? { state: "absent" } : { state: "partial", bytes: part };
}

/** Checks a cached file's digest. @returns its SHA-256 @throws InputError when it is not what it should be */
export async function verifyCachedWeights(file: OfficialFile, cacheFolder: string): Promise<string> {
  const path = join(cacheFolder, file.fileName);
  const digests = await fileDigests(path);
  await checkCachedFile(file, path, digests, cacheFolder);
  return digests.sha256;
}

async function bytesOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    },
  );
}
