import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

export interface FileDigests {
  readonly md5: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Digests of a file, in hex, read once. */
export async function fileDigests(path: string): Promise<FileDigests> {
  const [md5, sha256] = [createHash("md5"), createHash("sha256")];
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    md5.update(chunk);
    sha256.update(chunk);
    bytes += chunk.length;
  }
  return { md5: md5.digest("hex"), sha256: sha256.digest("hex"), bytes };
}
