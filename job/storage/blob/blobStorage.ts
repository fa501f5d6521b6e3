import { type BlockBlobClient, type ContainerClient, RestError } from "@azure/storage-blob";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { shortFile } from "../shortFile.ts";
import type { Content, Storage, StoredFile } from "../storage.ts";
import { storagePathParts } from "../storagePath.ts";
import { blobError } from "./blobErrors.ts";

/** Size of a block of a streamed upload, in bytes: at most four of them are held, and 50,000 make a file of 400 GB. */
const blockSize = 8 * 1024 * 1024;
/** A mark of one `create`, by which it knows its own blob again after an answer was lost. */
const mark = "vergercreate";
/** Times a broken download goes on from where it broke. */
const maxRetryRequests = 5;

/**
 * The block blobs of a container under `prefix` as a storage. A blob appears when its blocks are committed, so whole or
 * not at all; `create` is a conditional write.
 */
export function blobStorage(container: ContainerClient, prefix: string): Storage {
  const root = prefix === "" ? "" : `${prefix}/`;
  const { accountName, containerName } = container;
  const locate = (path: string): string =>
    [
      `abfss://${containerName}@${accountName}.dfs.core.windows.net`,
      ...(prefix === "" ? [] : [prefix]),
      ...(path === "" ? [] : storagePathParts(path)),
    ].join("/");

  async function attempt<T>(doing: string, path: string, action: (blob: BlockBlobClient) => Promise<T>): Promise<T> {
    const place = locate(path);
    try {
      return await action(container.getBlockBlobClient(`${root}${path}`));
    } catch (error) {
      throw blobError(error, doing, place, accountName);
    }
  }

  return {
    locate,
    read: (path) => attempt("reading", path, (blob) => bytesOf(blob, 0)),
    readRange: (path, start, end) =>
      attempt("reading", path, async (blob) => {
        if (end <= start) return new Uint8Array();
        const bytes = await bytesOf(blob, start, end - start).catch(beyondTheEnd);
        if (bytes.length < end - start) throw shortFile(locate(path), start + bytes.length, end);
        return bytes;
      }),
    size: (path) => attempt("reading", path, async (blob) => (await blob.getProperties().catch(noBlob))?.contentLength),
    write: (path, content) => attempt("writing", path, (blob) => put(blob, content)),
    create: (path, bytes) => attempt("writing", path, (blob) => createUnlessThere(blob, bytes)),
    list: (start) =>
      attempt("listing", "", async () => {
        const listed: StoredFile[] = [];
        // Accounts with a hierarchical namespace list their folders too, marked in the metadata.
        const blobs = container.listBlobsFlat({ prefix: `${root}${start}`, includeMetadata: true });
        for await (const { name, properties, metadata } of blobs) {
          if (metadata?.["hdi_isfolder"] === "true" || name.endsWith("/")) continue;
          listed.push({ path: name.slice(root.length), bytes: properties.contentLength ?? 0 });
        }
        return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
      }),
    remove: (path) =>
      attempt("removing", path, async (blob) => {
        await blob.deleteIfExists();
      }),
    // Blocks that were never committed are seen by nobody, and Azure removes them after a week.
    discardUnfinished: () => Promise.resolve(0),
  };
}

async function bytesOf(blob: BlockBlobClient, offset: number, count?: number): Promise<Uint8Array> {
  const { readableStreamBody } = await blob.download(offset, count, { maxRetryRequests });
  return readableStreamBody === undefined ? new Uint8Array() : buffer(readableStreamBody);
}

async function put(blob: BlockBlobClient, content: Content): Promise<void> {
  if (content instanceof Uint8Array) await blob.uploadData(content, { blockSize });
  else await blob.uploadStream(Readable.from(content, { objectMode: false }), blockSize, 4);
}

/** @returns false where there is a blob that another one made */
async function createUnlessThere(blob: BlockBlobClient, bytes: Uint8Array): Promise<boolean> {
  const own = randomUUID();
  try {
    await blob.upload(bytes, bytes.byteLength, { conditions: { ifNoneMatch: "*" }, metadata: { [mark]: own } });
    return true;
  } catch (error) {
    if (!(error instanceof RestError) || (error.code !== "BlobAlreadyExists" && error.statusCode !== 412)) throw error;
    // The SDK may have repeated a request whose answer was lost: then the blob that is there is ours.
    return (await blob.getProperties().catch(noBlob))?.metadata?.[mark] === own;
  }
}

function beyondTheEnd(error: unknown): Uint8Array {
  if (error instanceof RestError && error.statusCode === 416) return new Uint8Array();
  throw error;
}

function noBlob(error: unknown): undefined {
  if (!(error instanceof RestError) || error.statusCode !== 404) throw error;
}
