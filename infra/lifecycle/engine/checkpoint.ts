import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import { z } from "zod";

const Checkpoint = z.looseObject({
  version: z.number(),
  checkpoint: z.looseObject({
    stack: z.string(),
    latest: z.looseObject({ resources: z.array(z.looseObject({ urn: z.string() })).optional() }).nullish(),
  }),
});

export interface WholeCheckpoint {
  readonly path: string;
  /** When its bytes were written, in milliseconds since 1970. */
  readonly writtenAt: number;
}

/** A file, when it is the whole checkpoint of the stack: cut off, empty or another stack's gives undefined. */
export async function wholeCheckpoint(path: string, stack: string): Promise<WholeCheckpoint | undefined> {
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    const { checkpoint } = Checkpoint.parse(JSON.parse((await decompressed(bytes)).toString("utf8")));
    return checkpoint.stack.split("/").at(-1) === stack ? { path, writtenAt: mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

async function decompressed(bytes: Buffer): Promise<Buffer> {
  if (bytes.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b))) return promisify(gunzip)(bytes);
  if (bytes.subarray(0, 4).equals(Buffer.of(0x28, 0xb5, 0x2f, 0xfd))) return promisify(zstdDecompress)(bytes);
  return bytes;
}
