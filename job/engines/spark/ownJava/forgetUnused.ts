import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const day = 24 * 60 * 60 * 1000;

/** Removes archives that no run has started from for 90 days, and what an interrupted one has left behind for a day. */
export async function forgetUnused(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    const used = (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs; // Another run may have renamed it.
    if (used === undefined) continue;
    if (now.getTime() - used > (name.endsWith(".jsa") ? 90 : 1) * day) await rm(join(folder, name), { force: true });
  }
}
