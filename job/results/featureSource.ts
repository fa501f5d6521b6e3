import { glob, stat } from "node:fs/promises";
import { basename, dirname, posix, relative, resolve, sep } from "node:path";
import { InputError } from "../contract/errors.ts";
import { diskStorage } from "../storage/diskStorage.ts";
import { isRemote } from "../storage/location.ts";
import { openStorage } from "../storage/openStorage.ts";
import type { Storage } from "../storage/storage.ts";
import type { StorageContext } from "../storage/storageContext.ts";
import { manifestFile } from "./runFolder.ts";

/** Files to read features from, in the order they are read. */
export interface FeatureSource {
  readonly storage: Storage;
  readonly files: readonly string[];
}

/**
 * The Parquet files a person means: one file, a run, any folder (every `*.parquet` in it, at any depth, but not those
 * that Spark hides with `_` or `.`), or a pattern such as `runs/2026-*.parquet`. Sorted by code unit.
 * @throws InputError where there is none
 */
export async function featureSource(given: string, context: StorageContext): Promise<FeatureSource> {
  if (isRemote(given)) return remoteSource(given, context);
  const place = resolve(context.workingFolder, given);
  const found = await stat(place).catch(() => undefined);
  if (found?.isFile() === true) return { storage: diskStorage(dirname(place)), files: [basename(place)] };
  const folder = found?.isDirectory() === true ? place : folderOfPattern(place);
  const storage = diskStorage(folder);
  const files = found === undefined ? await matches(folder, place) : await parquetFiles(storage);
  if (files.length > 0) return { storage, files: files.sort() };
  throw new InputError(
    found === undefined ? `${given}: there is no such file or folder` : `${given} holds no .parquet file`,
    "give a Parquet file, a folder of them, or a pattern in quotes such as 'runs/*/features/*.parquet'",
  );
}

/** In a bucket: one file, or a run or other folder. */
async function remoteSource(given: string, context: StorageContext): Promise<FeatureSource> {
  const isFile = given.endsWith(".parquet");
  const storage = await openStorage(isFile ? posix.dirname(given) : given, context);
  if (isFile) return { storage, files: [posix.basename(given)] };
  const files = await parquetFiles(storage);
  if (files.length > 0) return { storage, files };
  throw new InputError(
    `${given} holds no .parquet file`,
    "give the URL of a run, of a folder of Parquet files or of one; patterns are for folders of this machine",
  );
}

/** Of a run its features; of any other folder all that is not hidden. */
async function parquetFiles(storage: Storage): Promise<string[]> {
  const isRun = (await storage.size(manifestFile)) !== undefined;
  return (await storage.list(isRun ? "features/" : ""))
    .map(({ path }) => path)
    .filter((path) => path.endsWith(".parquet") && path.split("/").every((part) => !/^[._]/.test(part)));
}

/** The part of a pattern before its first wildcard. */
function folderOfPattern(pattern: string): string {
  const parts = pattern.split(sep);
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  return wild === -1 ? dirname(pattern) : parts.slice(0, wild).join(sep) || sep;
}

async function matches(folder: string, pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of glob(relative(folder, pattern), { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files.push(relative(folder, resolve(entry.parentPath, entry.name)).split(sep).join("/"));
  }
  return files;
}
