import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

interface Turn {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between two looks at another process's lock. */
  readonly every: number;
}

/**
 * Does `work` while no other process of this machine does any under the same lock file: two jobs that start at once
 * must not write one download. A lock whose process has ended is taken over.
 */
export async function oneAtATime<T>(lock: string, { signal, every }: Turn, work: () => Promise<T>): Promise<T> {
  while (!(await taken(lock))) {
    if (await isHeld(lock)) await wait(every, undefined, signal && { signal });
    else await rm(lock, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether the lock was free and is ours now. */
async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function isHeld(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, "utf8").catch(() => ""));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
