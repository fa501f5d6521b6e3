import { createHash } from "node:crypto";
import { z } from "zod";
import { exitCodes, InputError, JobFailedError, VergerError } from "../../../job/contract/errors.ts";
import { lockFile, manifestFile } from "../../../job/results/runFolder.ts";
import { readManifest, type RunManifest } from "../../../job/results/runManifest.ts";
import { jsonBytes } from "../../../job/results/writtenFile.ts";
import type { RunPart } from "./runParts.ts";
import type { StoredFile, Storage } from "../../../job/storage/storage.ts";

/** What reading a run needs of where it is. */
export type RemoteRun = Pick<Storage, "locate" | "size" | "read" | "readRange" | "list">;

export interface FetchRequest {
  readonly remote: RemoteRun;
  /** The run's folder at home; it may be missing, or begun by an earlier fetch. */
  readonly home: Storage;
  /** Only these parts; all of them when empty. */
  readonly only: readonly RunPart[];
  readonly onProgress: (progress: FetchProgress) => void;
  /** Stops between two files; what is fetched stays. */
  readonly stop: AbortSignal;
}

export interface FetchProgress {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}

export interface FetchedRun {
  readonly manifest: RunManifest;
  readonly files: number;
  readonly bytes: number;
  /** Files that an earlier fetch had brought already. */
  readonly kept: number;
}

/** In the folder at home while a fetch is not complete: whose files these are. */
const marker = "fetch.json";
const Marker = z.object({ from: z.string(), runId: z.string(), startedAt: z.string() });

const chunkBytes = 8 << 20;
const atOnce = 4;
/** What a driver needs while it works, and nobody afterwards. */
const notResults = new Set([lockFile, "progress.json", "_SUCCESS", manifestFile]);

/**
 * Copies a run folder home. Every file that `run.json` lists is held against its digest before it gets its name; files
 * that are already there and right are kept, so that a fetch goes on where it was stopped. `run.json` comes last.
 * @throws InputError where the folder at home holds another run; JobFailedError where a file is not what was written;
 *   VergerError (interrupted) where it was stopped
 */
export async function fetchRun({ remote, home, only, onProgress, stop }: FetchRequest): Promise<FetchedRun> {
  const manifest = await readManifest(remote);
  if (manifest === undefined)
    throw new InputError(
      `there is no run.json in ${remote.locate("")}: the job has not begun to write`,
      "verger watch shows how far it is",
    );
  await refuseAnotherRun(remote, home, manifest);
  const wanted = (await remote.list("")).filter(({ path }) => isResult(path) && isIn(path, only));
  requireAllListed(remote, manifest, wanted, only);

  const digests = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const total = { totalFiles: wanted.length, totalBytes: wanted.reduce((sum, { bytes }) => sum + bytes, 0) };
  let [files, bytes, kept] = [0, 0, 0];
  const waiting = wanted.values();
  const copier = async (): Promise<void> => {
    for (const file of waiting) {
      if (stop.aborted)
        throw new VergerError(
          exitCodes.interrupted,
          `Stopped after ${files} of ${total.totalFiles} files.`,
          "the same command goes on; what is fetched is kept",
        );
      const digest = digests.get(file.path);
      if (digest !== undefined && (await isAlready(home, file, digest))) kept += 1;
      else await bring(remote, home, file, digest);
      files += 1;
      bytes += file.bytes;
      onProgress({ files, bytes, ...total });
    }
  };
  // All of them, so that nothing is written any more once a failure is told.
  const copied = await Promise.allSettled(Array.from({ length: atOnce }, copier));
  for (const each of copied) if (each.status === "rejected") throw each.reason;
  await home.write(manifestFile, jsonBytes(manifest));
  await home.remove(marker);
  return { manifest, files, bytes, kept };
}

/** Names that begin with `_` or end in `.part` are work in progress. */
function isResult(path: string): boolean {
  return !notResults.has(path) && !path.split("/").some((name) => name.startsWith("_") || name.endsWith(".part"));
}

const isIn = (path: string, only: readonly RunPart[]): boolean =>
  only.length === 0 || only.some((part) => path.startsWith(`${part}/`));

async function refuseAnotherRun(remote: RemoteRun, home: Storage, { runId, startedAt }: RunManifest): Promise<void> {
  const there = await readManifest(home);
  const begun = there === undefined ? await readMarker(home) : undefined;
  const known = there ?? begun;
  const isEmpty = known !== undefined || (await home.list("")).length === 0;
  if ((known !== undefined && (known.runId !== runId || known.startedAt !== startedAt)) || !isEmpty)
    throw new InputError(
      `${home.locate("")} holds another run than ${remote.locate("")}`,
      "choose another folder with --out, or move that one away",
    );
  if (there === undefined) await home.write(marker, jsonBytes({ from: remote.locate(""), runId, startedAt }));
}

async function readMarker(home: Storage): Promise<z.output<typeof Marker> | undefined> {
  if ((await home.size(marker)) === undefined) return undefined;
  try {
    return Marker.safeParse(JSON.parse(new TextDecoder().decode(await home.read(marker)))).data;
  } catch {
    return undefined;
  }
}

/** A result that the manifest names and the folder does not have is lost: said before anything is copied. */
function requireAllListed(
  remote: RemoteRun,
  { files }: RunManifest,
  found: readonly StoredFile[],
  only: readonly RunPart[],
): void {
  const paths = new Set(found.map(({ path }) => path));
  const missing = files.filter(({ path }) => isIn(path, only) && !paths.has(path));
  const [first] = missing;
  if (first === undefined) return;
  throw new JobFailedError(
    `${missing.length} of ${files.length} results are missing in ${remote.locate("")}, the first is ${first.path}`,
    "they were removed after the job wrote them; submit the job again: it makes what is missing",
  );
}

async function isAlready(home: Storage, { path, bytes }: StoredFile, digest: string): Promise<boolean> {
  if ((await home.size(path)) !== bytes) return false;
  const hash = createHash("sha256");
  for await (const chunk of inChunks(home, path, bytes)) hash.update(chunk);
  return hash.digest("hex") === digest;
}

/** Copies a file; one whose bytes arrived otherwise than they were written is asked for once more. */
async function bring(remote: RemoteRun, home: Storage, file: StoredFile, digest: string | undefined): Promise<void> {
  const copy = (): Promise<void> => home.write(file.path, checked(remote, file, digest));
  try {
    await copy().catch((error: unknown) => (error instanceof WrongBytesError ? copy() : Promise.reject(error)));
  } catch (error) {
    const isGone = error instanceof InputError && (await remote.size(file.path)) === undefined;
    if (!isGone) throw error;
    throw new JobFailedError(
      `${remote.locate(file.path)} was removed while the run was fetched`,
      "what is fetched is kept; submit the job again: it makes what is missing",
      { cause: error },
    );
  }
}

class WrongBytesError extends JobFailedError {}

/** The bytes of a file, and an error at their end where they are not the ones that were written: it is then not published. */
async function* checked(remote: RemoteRun, { path, bytes }: StoredFile, digest: string | undefined) {
  const hash = createHash("sha256");
  for await (const chunk of inChunks(remote, path, bytes)) {
    hash.update(chunk);
    yield chunk;
  }
  if (digest === undefined || hash.digest("hex") === digest) return;
  throw new WrongBytesError(
    `${remote.locate(path)} is not what the job wrote: its SHA-256 is not the one in run.json`,
    "fetch again; if it stays so, remove that file and submit the job again",
  );
}

async function* inChunks(storage: Pick<Storage, "readRange">, path: string, bytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes; start += chunkBytes)
    yield await storage.readRange(path, start, Math.min(bytes, start + chunkBytes));
}
