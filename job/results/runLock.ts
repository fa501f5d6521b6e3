import { z } from "zod";
import { InputError } from "../contract/errors.ts";
import type { Storage } from "../storage/storage.ts";
import { lockFile } from "./runFolder.ts";

const Lock = z.object({ pid: z.int().positive() });

/**
 * Takes the run for this process. @returns what gives it back.
 * @throws InputError when a process that lives writes it
 */
export async function lockRun(
  storage: Storage,
  pid = process.pid,
  isAlive = processIsAlive,
): Promise<() => Promise<void>> {
  const content = Buffer.from(JSON.stringify({ pid }));
  for (;;) {
    if (await storage.create(lockFile, content)) return () => storage.remove(lockFile);
    const holder = await lockHolder(storage);
    if (holder !== undefined && holder !== pid && isAlive(holder)) {
      throw new InputError(
        `Process ${holder} is writing ${storage.locate("")}.`,
        `Wait for it or end it. If no such job runs, remove ${storage.locate(lockFile)}.`,
      );
    }
    await storage.remove(lockFile); // left by a process that was killed
  }
}

async function lockHolder(storage: Storage): Promise<number | undefined> {
  try {
    return Lock.parse(JSON.parse(new TextDecoder().decode(await storage.read(lockFile)))).pid;
  } catch {
    return undefined; // given back in between, or torn by a crash: nobody's
  }
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
