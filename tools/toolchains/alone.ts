import { link, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process on this machine runs under the same lock. A lock left behind by a process that
 * no longer exists is taken over.
 */
export async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    while (!(await take(mine, lock))) {
      if (await isHeld(lock)) await sleep(500);
      else await rm(lock, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** A link appears with its content or not at all. */
async function take(mine: string, lock: string): Promise<boolean> {
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function isHeld(lock: string): Promise<boolean> {
  try {
    process.kill(Number(await readFile(lock, "utf8")), 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
