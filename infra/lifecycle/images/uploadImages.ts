import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, InputError, VergerError } from "../../../job/contract/errors.ts";
import type { ImageEntry } from "../../../job/images/listImages.ts";
import type { ImageStore } from "./imageStore.ts";

export interface ImageUpload {
  /** The stack's own. */
  readonly store: ImageStore;
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
  /** Pictures in the stack's folder that are not in the local one: the job reads them too. */
  readonly others: number;
}

const atOnce = 8;

/**
 * Puts a folder's pictures under `images/` of the stack's own storage, each under its path, and looks afterwards whether
 * all of them have arrived whole. A picture with the same bytes is not sent again, so that an upload goes on where it was
 * stopped. Nothing is removed.
 * @throws VergerError (auth, resource) in the cloud's words, (interrupted) where it was stopped
 */
export async function uploadImages(upload: ImageUpload): Promise<UploadedImages> {
  const { store, images, onProgress, stop } = upload;
  const before = await store.sizes();
  const total = { totalImages: images.length, totalBytes: images.reduce((sum, { bytes }) => sum + bytes, 0) };
  let [done, bytes, kept] = [0, 0, 0];
  const waiting = images.values();
  const sent = new Map<string, number>();
  const uploader = async (): Promise<void> => {
    for (const image of waiting) {
      if (stop.aborted) throw stopped(done, images.length);
      const { size, isNew } = await bring(upload, image, before.get(image.path));
      sent.set(image.path, size);
      done += 1;
      bytes += image.bytes;
      if (!isNew) kept += 1;
      onProgress({ images: done, bytes, ...total });
    }
  };
  // All of them, so that nothing is sent any more once a failure is told.
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, uploader));
  for (const each of ended) if (each.status === "rejected") throw each.reason;
  const there = await store.sizes();
  requireWhole(sent, there);
  return { images: done, bytes, ...total, kept, others: there.size - sent.size };
}

/** @returns its size in bytes, and whether it had to be sent */
async function bring(
  { store, folder }: ImageUpload,
  { path }: ImageEntry,
  sizeThere: number | undefined,
): Promise<{ readonly size: number; readonly isNew: boolean }> {
  const picture = { path, body: await pictureBytes(join(folder, path)) };
  const size = picture.body.byteLength;
  if (sizeThere === size && (await store.holds(picture))) return { size, isNew: false };
  await store.put(picture, sizeThere !== undefined);
  return { size, isNew: true };
}

/** @throws VergerError (resource) where something did not arrive as it was sent */
function requireWhole(sent: ReadonlyMap<string, number>, there: ReadonlyMap<string, number>): void {
  const [first] = [...sent].find(([path, size]) => there.get(path) !== size) ?? [];
  if (first === undefined) return;
  throw new VergerError(
    exitCodes.resource,
    `${first} is not in the stack's storage as it was sent: is somebody else at work on its images/?`,
    "the same command sends again what is not the same",
  );
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
