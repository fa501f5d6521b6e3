import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Lock = z.object({ pid: z.number(), hostname: z.string(), timestamp: z.string() });

/** Who holds the lock of a stack. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** What can be known of the machine this runs on. */
export interface Machine {
  readonly host: string;
  readonly bootedAt: Date;
  isRunning(pid: number): boolean;
}

/** Whether a holder is known to be dead: it was on this machine, and no longer runs or did so before the last boot. */
export function isGone({ pid, host, since }: LockHolder, machine: Machine): boolean {
  if (host !== machine.host) return false;
  return new Date(since) < machine.bootedAt || !machine.isRunning(pid);
}

/** The holders as the engine names them in its refusal: every backend that keeps its locks itself. */
export function holdersIn(output: string): readonly LockHolder[] {
  return [...output.matchAll(/created by .*@([^@\s]+) \(pid (\d+)\) at (\S+)/g)].map(([, host, pid, since]) => ({
    host: host ?? "",
    pid: Number(pid),
    since: since ?? "",
  }));
}

/** The locks in a file backend; `torn` is one whose writer was killed before it had written it. */
export async function locksIn(folder: string): Promise<readonly (LockHolder | "torn")[]> {
  const names = await readdir(folder).catch(() => []);
  const locks = names.filter((name) => !name.endsWith(".attrs"));
  return Promise.all(locks.map(async (name) => parseLock(await readFile(join(folder, name), "utf8").catch(() => ""))));
}

function parseLock(text: string): LockHolder | "torn" {
  try {
    const { pid, hostname, timestamp } = Lock.parse(JSON.parse(text));
    return { pid, host: hostname, since: timestamp };
  } catch {
    return "torn";
  }
}
