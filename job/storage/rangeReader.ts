import * as nodeFiles from "node:fs";
import type * as nodePromises from "node:fs/promises";
import { shortFile } from "./shortFile.ts";

/** The calls that wait for the disk; a test replaces some to see them. */
export type BlockingCalls = Pick<typeof nodeFiles, "openSync" | "readSync" | "closeSync">;

/** What bytes that lie in the machine's memory take at most, in milliseconds: as little as handing them to a thread takes. */
const quickMilliseconds = (bytes: number): number => 1 + bytes / (1 << 20);

/** Fills `bytes` with those of the file `place` from `start` on. */
export type RangeReader = (place: string, start: number, bytes: Uint8Array) => Promise<Uint8Array>;

/**
 * A reader for whoever reads a file part after part. Each is read by another thread, unless the part before came from the
 * machine's memory, as its time says: then this thread reads. Where others compute on every core, each handing over
 * leaves one of them idle for a moment, which costs more than the reading.
 */
export function rangeReader(
  files: Pick<typeof nodePromises, "open">,
  { blocking = nodeFiles, now = () => performance.now() }: { blocking?: BlockingCalls; now?: () => number } = {},
): RangeReader {
  let isQuick = false;
  return async (place, start, bytes) => {
    const begun = now();
    if (isQuick) readHere(blocking, place, start, bytes);
    else await readElsewhere(files, place, start, bytes);
    isQuick = now() - begun <= quickMilliseconds(bytes.length);
    return bytes;
  };
}

/** The same by another thread, always. */
export async function readElsewhere(
  files: Pick<typeof nodePromises, "open">,
  place: string,
  start: number,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const handle = await files.open(place, "r");
  try {
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw shortFile(place, start + filled, start + bytes.length);
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

function readHere(files: BlockingCalls, place: string, start: number, bytes: Uint8Array): void {
  const file = files.openSync(place, "r");
  try {
    for (let filled = 0; filled < bytes.length;) {
      const bytesRead = files.readSync(file, bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw shortFile(place, start + filled, start + bytes.length);
      filled += bytesRead;
    }
  } finally {
    files.closeSync(file);
  }
}
