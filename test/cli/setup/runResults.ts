import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Digest of every result of a run by path: all that must be the same for the same job (not run.json, not timings). */
export async function resultDigests(runFolder: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const part of ["features", "rejects", "pca"]) {
    for (const name of (await readdir(join(runFolder, part))).sort()) {
      digests[`${part}/${name}`] = createHash("sha256")
        .update(await readFile(join(runFolder, part, name)))
        .digest("hex");
    }
  }
  return digests;
}
