import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../contract/errors.ts";
import { checkCachedFile } from "./checkCachedFile.ts";
import { downloadFile, RefusedDownloadError } from "./downloadFile.ts";
import { fileDigests, type FileDigests } from "./fileDigests.ts";
import type { OfficialFile } from "./officialFile.ts";
import type { WeightsLocation } from "./weightsLocation.ts";
import { oneAtATime } from "./oneAtATime.ts";
import { WeightsUnavailableError } from "./weightsUnavailable.ts";

export interface DownloadProgress {
  readonly fileName: string;
  readonly receivedBytes: number;
  /** Absent where the server does not say. */
  readonly totalBytes?: number | undefined;
}

export interface OfficialWeightsContext extends WeightsLocation {
  readonly fetch: typeof fetch;
  /** Told of a download's bytes as they arrive. */
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Stops a download; what has come is kept for the next run. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds before the first retry (default 500); each further one waits twice as long. */
  readonly retryAfter?: number;
}

/**
 * The official file, from the cache or fetched into it, its digest checked: Keras's MD5 where Keras has one, else what
 * the file was when it first came.
 * @throws WeightsUnavailableError when it is not in the cache and cannot be fetched
 * @throws InputError when a file is not what it should be
 */
export async function officialWeights(
  file: OfficialFile,
  context: OfficialWeightsContext,
): Promise<{ readonly path: string; readonly digests: FileDigests; readonly fetched: boolean }> {
  const path = join(context.cacheFolder, file.fileName);
  const fetched = !existsSync(path) && (await fetchUnlessThere(file, path, context));
  const digests = await fileDigests(path);
  await checkCachedFile(file, path, digests, context.cacheFolder);
  return { path, digests, fetched };
}

/** @returns false where another process has fetched it meanwhile */
async function fetchUnlessThere(file: OfficialFile, path: string, context: OfficialWeightsContext): Promise<boolean> {
  await mkdir(context.cacheFolder, { recursive: true });
  return oneAtATime(`${path}.lock`, { signal: context.signal, every: context.retryAfter ?? 500 }, async () => {
    if (existsSync(path)) return false;
    await fetchOfficialFile(file, path, context);
    return true;
  });
}

async function fetchOfficialFile(file: OfficialFile, path: string, context: OfficialWeightsContext): Promise<void> {
  const url = new URL(`${file.folder}/${file.fileName}`, context.baseUrl).href;
  const { fetch, signal, onProgress, retryAfter = 500 } = context;
  try {
    await downloadFile({
      url,
      path,
      fetch,
      signal,
      retryAfter,
      onProgress: (receivedBytes, totalBytes) => onProgress({ fileName: file.fileName, receivedBytes, totalBytes }),
      check: async (part, statedMd5) => {
        const { md5 } = await fileDigests(part);
        if (file.md5 !== undefined && md5 !== file.md5)
          throw new InputError(
            `${url} has MD5 ${md5}, while Keras expects ${file.md5}: not the official file`,
            "Look at what stands between you and that address (a proxy, a mirror), or get the file another way.",
          );
        if (statedMd5 !== undefined && md5 !== statedMd5)
          throw new InputError(
            `${url} arrived with MD5 ${md5}, while its server says ${statedMd5}: damaged on the way`,
            "Fetch it again; what arrived was removed.",
          );
      },
    });
  } catch (error) {
    if (error instanceof InputError || signal?.aborted) throw error;
    throw unavailable(file, url, path, error);
  }
}

function unavailable(file: OfficialFile, url: string, path: string, cause: unknown): Error {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (["ENOSPC", "EACCES", "EROFS", "EPERM", "EDQUOT"].includes(code))
    return new InputError(`${path} cannot be written (${code})`, "Free some space there or set XDG_CACHE_HOME.", {
      cause,
    });
  const reason = cause instanceof RefusedDownloadError ? cause.message : code || String(cause);
  return new WeightsUnavailableError(
    `the official weights ${file.fileName} are not in the cache and ${url} cannot be fetched (${reason})`,
    `Put the file at ${path}, or give --weights YOUR_FILE.h5, or --weights seeded for random, untrained weights.`,
    { cause },
  );
}
