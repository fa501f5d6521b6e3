import { createHash } from "node:crypto";
import { z } from "zod";
import type { Storage } from "../storage/storage.ts";
import { sha256 } from "./sha256.ts";

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256 in lower-case hexadecimal");

/** A file of the run folder and what it held when it was written. */
export const WrittenFile = z.strictObject({
  path: z.string().describe("Relative to the run folder"),
  bytes: z.int().min(0),
  sha256: Sha256,
});
export type WrittenFile = z.output<typeof WrittenFile>;

/** Writes a file and says what was written. */
export async function writeFile(
  storage: Pick<Storage, "write">,
  path: string,
  content: Uint8Array,
): Promise<WrittenFile> {
  await storage.write(path, content);
  return { path, bytes: content.byteLength, sha256: sha256(content) };
}

/** The text of a JSON file: two spaces, a newline at the end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const jsonBytes = (value: unknown): Uint8Array => new TextEncoder().encode(jsonText(value));

/** Writes a file from a stream that is never held whole, and says what was written. */
export async function writeStream(
  storage: Storage,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<WrittenFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  await storage.write(path, counted());
  return { path, bytes, sha256: hash.digest("hex") };
}
