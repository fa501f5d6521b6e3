import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListMultipartUploadsCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import pRetry from "p-retry";
import { connectionFault } from "../connectionFault.ts";
import { shortFile } from "../shortFile.ts";
import type { Content, Storage, StoredFile } from "../storage.ts";
import { storagePathParts } from "../storagePath.ts";
import { refusalOf } from "./refusalOf.ts";
import { s3Error } from "./s3Errors.ts";

/** Size of a part of a streamed upload, in bytes: at most four of them are held, and 10,000 make a file of 80 GB. */
const partSize = 8 * 1024 * 1024;
/** A mark of one `create`, by which it knows its own object again after an answer was lost. */
const mark = "verger-create";

/**
 * The objects of a bucket under `prefix` as a storage. S3 shows an object whole or not at all; `create` is a
 * conditional write.
 */
export function s3Storage(client: S3Client, bucket: string, prefix: string): Storage {
  const root = prefix === "" ? "" : `${prefix}/`;
  const locate = (path: string): string =>
    ["s3:/", bucket, ...(prefix === "" ? [] : [prefix]), ...(path === "" ? [] : storagePathParts(path))].join("/");

  async function attempt<T>(
    doing: string,
    path: string,
    action: (object: { Bucket: string; Key: string }) => Promise<T>,
  ): Promise<T> {
    const place = locate(path);
    try {
      return await action({ Bucket: bucket, Key: `${root}${path}` });
    } catch (error) {
      throw s3Error(error, doing, place, bucket);
    }
  }

  return {
    locate,
    read: (path) => attempt("reading", path, (object) => bytesOf(client, object)),
    readRange: (path, start, end) =>
      attempt("reading", path, async (object) => {
        if (end <= start) return new Uint8Array();
        const bytes = await rangeOf(client, object, start, end);
        if (bytes.length < end - start) throw shortFile(locate(path), start + bytes.length, end);
        return bytes;
      }),
    size: (path) =>
      attempt("reading", path, async (object) => {
        return (await head(client, object))?.ContentLength;
      }),
    write: (path, content) => attempt("writing", path, (object) => put(client, object, content)),
    create: (path, bytes) =>
      attempt("writing", path, (object) => createUnlessThere(client, { ...object, Body: bytes })),
    list: (start) =>
      attempt("listing", "", async () => {
        const listed: StoredFile[] = [];
        for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: `${root}${start}` })) {
          for (const { Key = "", Size = 0 } of page.Contents ?? []) {
            if (!isFolderMarker(Key)) listed.push({ path: Key.slice(root.length), bytes: Size });
          }
        }
        return listed.sort((a, b) => (a.path < b.path ? -1 : 1));
      }),
    remove: (path) =>
      attempt("removing", path, async (object) => {
        await client.send(new DeleteObjectCommand(object));
      }),
    discardUnfinished: () =>
      attempt("removing", "", async () => {
        const uploads = await unfinishedUploads(client, bucket, root);
        for (const upload of uploads) await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, ...upload }));
        return uploads.length;
      }),
  };
}

interface ObjectOf {
  readonly Bucket: string;
  readonly Key: string;
}

interface UnfinishedUpload {
  readonly Key: string;
  readonly UploadId: string;
}

async function put(client: S3Client, object: ObjectOf, content: Content): Promise<void> {
  if (content instanceof Uint8Array) {
    await client.send(new PutObjectCommand({ ...object, Body: content }));
    return;
  }
  // Small streams become one request; a failed one leaves no parts behind.
  await new Upload({ client, partSize, params: { ...object, Body: Readable.from(content) } }).done();
}

/** @returns false where there is an object that another one made */
async function createUnlessThere(client: S3Client, object: ObjectOf & PutObjectCommandInput): Promise<boolean> {
  const own = randomUUID();
  for (;;) {
    try {
      await client.send(new PutObjectCommand({ ...object, IfNoneMatch: "*", Metadata: { [mark]: own } }));
      return true;
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      // 409: another conditional write of this key was under way, and S3 asks to try again.
      if (status === 409) continue;
      if (status !== 412) throw error;
      // The SDK may have repeated a request whose answer was lost: then the object that is there is ours.
      const { Bucket, Key } = object;
      const found = await head(client, { Bucket, Key });
      return found?.Metadata?.[mark] === own;
    }
  }
}

/** What S3 says of an object; undefined where there is none. */
async function head(client: S3Client, object: ObjectOf): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await client.send(new HeadObjectCommand(object));
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw await refusalOf(error, client, object);
  }
}

async function unfinishedUploads(client: S3Client, bucket: string, prefix: string): Promise<UnfinishedUpload[]> {
  const found: UnfinishedUpload[] = [];
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...markers }));
    for (const { Key, UploadId } of page.Uploads ?? [])
      if (Key !== undefined && UploadId !== undefined) found.push({ Key, UploadId });
    if (page.IsTruncated !== true) return found;
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** The SDK tries a request again, not a download that breaks off: that is done here. */
function bytesOf(client: S3Client, object: GetObjectCommandInput): Promise<Uint8Array> {
  const download = async (): Promise<Uint8Array> => {
    const { Body } = await client.send(new GetObjectCommand(object));
    return Body === undefined ? new Uint8Array() : Body.transformToByteArray();
  };
  return pRetry(download, { retries: 3, minTimeout: 200, shouldRetry: ({ error }) => brokeOff(error) });
}

/** What failed before the download began carries the SDK's metadata, and was tried again already. */
function brokeOff(error: Error): boolean {
  return connectionFault(error) !== undefined && !("$metadata" in error);
}

async function rangeOf(client: S3Client, object: ObjectOf, start: number, end: number): Promise<Uint8Array> {
  try {
    return await bytesOf(client, { ...object, Range: `bytes=${start}-${end - 1}` });
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416) return new Uint8Array();
    throw error;
  }
}

/** What consoles and Hadoop write to show an empty folder. */
function isFolderMarker(key: string): boolean {
  return key.endsWith("/") || key.endsWith("_$folder$");
}
