import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import pRetry, { AbortError } from "p-retry";

export interface Download {
  readonly url: string;
  readonly path: string;
  readonly fetch: typeof fetch;
  readonly onProgress: (receivedBytes: number, totalBytes: number | undefined) => void;
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the complete `.part` file, and the MD5 (hex) that the server gives for it where it gives one, before it
   * takes its name; a throw discards it.
   */
  readonly check: (partPath: string, statedMd5: string | undefined) => Promise<void>;
  /** Milliseconds before the first retry; each further one waits twice as long. */
  readonly retryAfter: number;
}

/** The server answered, and will not give the file. */
export class RefusedDownloadError extends Error {
  override readonly name = "RefusedDownloadError";
}

const retries = 4;
/** Nothing answers: trying again at once would only make a person without a network wait. */
const offlineCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH"]);

/**
 * Fetches a file into `<path>.part`, going on where an earlier attempt or run stopped as long as the server's file is
 * the same (ETag), then renames it.
 */
export async function downloadFile(download: Download): Promise<void> {
  const part = `${download.path}.part`;
  await mkdir(dirname(download.path), { recursive: true });
  const statedMd5 = await pRetry(() => attempt(download, part), {
    retries,
    minTimeout: download.retryAfter,
    ...(download.signal && { signal: download.signal }),
  });
  try {
    await download.check(part, statedMd5);
  } catch (error) {
    await forget(part);
    throw error;
  }
  await rename(part, download.path);
  await forget(part);
}

/** @returns the MD5 the server gives for the file */
async function attempt({ url, fetch, onProgress, signal }: Download, part: string): Promise<string | undefined> {
  const resumable = await resumePoint(part);
  // Lengths are those of the file only where nobody compresses it on the way; with a range, fetch itself asks for that.
  const headers: Record<string, string> = resumable
    ? { range: `bytes=${resumable.bytes}-`, "if-range": resumable.etag }
    : { "accept-encoding": "identity" };
  const response = await fetch(url, { headers, ...(signal && { signal }) }).catch(stopWhenOffline);
  if (response.status === 416) {
    await forget(part);
    throw new Error("the server cannot go on from here");
  }
  if (!response.ok || response.body === null) {
    const refusal = new RefusedDownloadError(`HTTP ${response.status} ${response.statusText}`.trim());
    throw response.status >= 500 || response.status === 429 ? refusal : new AbortError(refusal);
  }
  const start = response.status === 206 ? firstByte(response.headers) : 0;
  if (start !== 0 && start !== resumable?.bytes) {
    await forget(part);
    throw new Error(`the server goes on at byte ${start}, not at ${resumable?.bytes ?? 0}`);
  }
  const length = response.headers.get("content-length");
  const total = length === null ? undefined : start + Number(length);
  const etag = response.headers.get("etag");
  if (start === 0) await (etag === null ? rm(etagPath(part), { force: true }) : writeFile(etagPath(part), etag));

  let received = start;
  onProgress(received, total);
  await using file = await open(part, start > 0 ? "a" : "w");
  // Written chunk by chunk rather than through a stream, which would lose what it holds when the connection breaks.
  for await (const chunk of response.body) {
    await file.writeFile(chunk);
    received += chunk.length;
    onProgress(received, total);
  }
  if (total !== undefined && received !== total)
    throw new Error(`the connection ended at ${received} of ${total} bytes`);
  return statedMd5(response.headers);
}

/** Of `Content-Range: bytes 100-199/200`. */
function firstByte(headers: Headers): number {
  return Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}

/** Google's storage, where the official files are, sends `x-goog-hash: crc32c=…, md5=…` in base64. */
function statedMd5(headers: Headers): string | undefined {
  const encoded = /(?:^|[\s,])md5=([A-Za-z0-9+/]{22}==)/.exec(headers.get("x-goog-hash") ?? "")?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("hex");
}

async function resumePoint(part: string): Promise<{ bytes: number; etag: string } | undefined> {
  try {
    const [{ size }, etag] = await Promise.all([stat(part), readFile(etagPath(part), "utf8")]);
    return size > 0 ? { bytes: size, etag } : undefined;
  } catch {
    return undefined;
  }
}

async function forget(part: string): Promise<void> {
  await Promise.all([part, etagPath(part)].map((path) => rm(path, { force: true })));
}

const etagPath = (part: string) => `${part}.etag`;

function stopWhenOffline(error: unknown): never {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause && offlineCodes.has(String(cause.code))) throw new AbortError(cause);
  throw error;
}
