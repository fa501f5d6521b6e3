import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { InputError } from "../contract/errors.ts";
import type { Storage } from "../storage/storage.ts";
import { lockFile } from "./runFolder.ts";
import { jsonBytes } from "./writtenFile.ts";

/** Held by the one process that takes over the lock of a dead one. */
const takeoverFile = `${lockFile}.takeover`;

const LockFile = z.strictObject({
  pid: z.int().min(1),
  /** When that process started, by its system's clock ticks: a later process may get the same pid. */
  started: z.string().nullable(),
  token: z.string().min(1),
  /** Digest of host name and token: tells whether the pid is one of this machine's and nothing else. */
  machine: z.string(),
});
type LockFile = z.output<typeof LockFile>;

/** What a lock asks of the operating system. */
export interface ProcessTable {
  readonly pid: number;
  readonly host: string;
  /** Start of a running process, null where it runs and its start is unknown, undefined where it does not run. */
  started(pid: number): Promise<string | null | undefined>;
}

/**
 * Makes this process the only one that writes a run. The lock of a process of this machine that has ended is taken over.
 * @returns what gives the lock back
 * @throws InputError where another process holds it, or may hold it on another machine.
 */
export async function lockRun(storage: Storage, processes: ProcessTable = processTable): Promise<() => Promise<void>> {
  const token = randomUUID();
  const lock: LockFile = {
    pid: processes.pid,
    started: (await processes.started(processes.pid)) ?? null,
    token,
    machine: machineDigest(processes.host, token),
  };
  if (!(await storage.create(lockFile, jsonBytes(lock)))) await takeOver(storage, lock, processes);
  return async () => {
    if ((await readLock(storage, lockFile))?.token === token) await storage.remove(lockFile);
  };
}

async function takeOver(storage: Storage, lock: LockFile, processes: ProcessTable): Promise<void> {
  const path = storage.locate(lockFile);
  if (!(await storage.create(takeoverFile, jsonBytes(lock))) && !(await replaceDeadTakeover(storage, lock, processes)))
    throw new InputError(
      `another process is taking over the run at ${storage.locate("")}`,
      `try again; if nothing runs there, remove ${storage.locate(takeoverFile)}`,
    );
  try {
    const held = await readLock(storage, lockFile);
    if (held !== undefined) {
      const where = `the run at ${storage.locate("")} is being written by`;
      if (machineDigest(processes.host, held.token) !== held.machine)
        throw new InputError(
          `${where} process ${held.pid} of another machine`,
          `wait for it to end; if it was killed, remove ${path} and try again`,
        );
      if (await isRunning(held, processes))
        throw new InputError(`${where} process ${held.pid}`, "wait for it to end, or choose another run");
      await storage.remove(lockFile);
    }
    if (!(await storage.create(lockFile, jsonBytes(lock))))
      throw new InputError(
        `another process has just started on the run at ${storage.locate("")}`,
        "wait for it to end",
      );
  } finally {
    await storage.remove(takeoverFile);
  }
}

/** A process that was killed in the middle of a takeover left its file: it is replaced like the lock itself. */
async function replaceDeadTakeover(storage: Storage, lock: LockFile, processes: ProcessTable): Promise<boolean> {
  const held = await readLock(storage, takeoverFile);
  if (held === undefined) return storage.create(takeoverFile, jsonBytes(lock));
  const isOurs = machineDigest(processes.host, held.token) === held.machine;
  if (!isOurs || (await isRunning(held, processes))) return false;
  await storage.remove(takeoverFile);
  return storage.create(takeoverFile, jsonBytes(lock));
}

async function isRunning(held: LockFile, processes: ProcessTable): Promise<boolean> {
  const started = await processes.started(held.pid);
  if (started === undefined) return false;
  return started === null || held.started === null || started === held.started;
}

/** @returns undefined where there is no lock (any more). */
async function readLock(storage: Storage, file: string): Promise<LockFile | undefined> {
  if ((await storage.size(file)) === undefined) return undefined;
  try {
    return LockFile.parse(JSON.parse(new TextDecoder().decode(await storage.read(file))));
  } catch (error) {
    if ((await storage.size(file)) === undefined) return undefined;
    throw new InputError(
      `${storage.locate(file)} cannot be read`,
      "if no job is writing there, remove that file and try again",
      { cause: error },
    );
  }
}

function machineDigest(host: string, token: string): string {
  return createHash("sha256").update(`${token} ${host}`).digest("hex").slice(0, 16);
}

/** This process and its neighbours. */
const processTable: ProcessTable = {
  pid: process.pid,
  host: hostname(),
  async started(pid) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
    }
    // Field 22 of /proc/<pid>/stat, counted after the name, which may hold anything but ends at the last bracket.
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  },
};
