import { HeadObjectCommand, paginateListObjectsV2, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, InputError, VergerError } from "../../../job/contract/errors.ts";
import type { ImageEntry } from "../../../job/images/listImages.ts";
import { askingAws } from "../../aws/askingAws.ts";
import { storageLayout } from "../../storageLayout.ts";

export interface ImageUpload {
  readonly client: S3Client;
  /** The stack's own bucket. */
  readonly bucket: string;
  /** Folder the pictures are in. */
  readonly folder: string;
  readonly images: readonly ImageEntry[];
  readonly onProgress: (progress: UploadProgress) => void;
  /** Stops between two pictures; what is uploaded stays. */
  readonly stop: AbortSignal;
}

export interface UploadProgress {
  readonly images: number;
  readonly totalImages: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface UploadedImages extends UploadProgress {
  /** Pictures that were there already, with the same bytes. */
  readonly kept: number;
  /** Pictures in the bucket's folder that are not in the local one: the job reads them too. */
  readonly others: number;
}

const atOnce = 8;
/** Where an object keeps the SHA-256 of what was uploaded, in hexadecimal. */
const digestKey = "sha256";

/**
 * Puts a folder's pictures under `images/` of the stack's bucket, each under its path, and S3 checks the digest of what
 * it gets. A picture of the same size and digest is not sent again, so that an upload goes on where it was stopped.
 * Nothing is removed.
 * @throws VergerError (auth, resource) in the cloud's words, (interrupted) where it was stopped
 */
export async function uploadImages(upload: ImageUpload): Promise<UploadedImages> {
  const { images, onProgress, stop } = upload;
  const there = await sizesIn(upload);
  const total = { totalImages: images.length, totalBytes: images.reduce((sum, { bytes }) => sum + bytes, 0) };
  let [done, bytes, kept] = [0, 0, 0];
  const waiting = images.values();
  const uploader = async (): Promise<void> => {
    for (const image of waiting) {
      if (stop.aborted) throw stopped(done, images.length);
      const sent = await bring(upload, image, there.get(image.path));
      done += 1;
      bytes += image.bytes;
      if (!sent) kept += 1;
      onProgress({ images: done, bytes, ...total });
    }
  };
  // All of them, so that nothing is sent any more once a failure is told.
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, uploader));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  for (const { path } of images) there.delete(path);
  return { images: done, bytes, ...total, kept, others: there.size };
}

/** Sizes of what is under `images/`, by path. */
async function sizesIn({ client, bucket: Bucket }: ImageUpload): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  await askingAws(async () => {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: storageLayout.images }))
      for (const { Key = "", Size = 0 } of Contents)
        if (!Key.endsWith("/")) sizes.set(Key.slice(storageLayout.images.length), Size);
  });
  return sizes;
}

/** @returns whether it had to be sent */
async function bring(
  { client, bucket, folder }: ImageUpload,
  { path }: ImageEntry,
  sizeThere: number | undefined,
): Promise<boolean> {
  const body = await pictureBytes(join(folder, path));
  const digest = createHash("sha256").update(body).digest();
  const object = { Bucket: bucket, Key: `${storageLayout.images}${path}` };
  return askingAws(async () => {
    if (sizeThere === body.byteLength) {
      const { Metadata, ChecksumSHA256 } = await client.send(
        new HeadObjectCommand({ ...object, ChecksumMode: "ENABLED" }),
      );
      if (Metadata?.[digestKey] === digest.toString("hex") || ChecksumSHA256 === digest.toString("base64"))
        return false;
    }
    const check = { ChecksumSHA256: digest.toString("base64"), Metadata: { [digestKey]: digest.toString("hex") } };
    await client.send(new PutObjectCommand({ ...object, ...check, Body: body }));
    return true;
  });
}

async function pictureBytes(place: string): Promise<Buffer> {
  try {
    return await readFile(place);
  } catch (error) {
    throw new InputError(`${place} cannot be read`, "give yourself the right to read it, or move it away", {
      cause: error,
    });
  }
}

const stopped = (done: number, total: number): VergerError =>
  new VergerError(
    exitCodes.interrupted,
    `Stopped after ${done} of ${total} pictures.`,
    "the same command goes on; what is uploaded is kept",
  );
