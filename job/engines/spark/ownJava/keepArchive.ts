import { rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { SparkDriver } from "../sparkDriver.ts";
import { archiveName } from "./archiveFiles.ts";
import { forgetUnused } from "./forgetUnused.ts";
import { isMapped } from "./isMapped.ts";
import type { Archive } from "./javaOptions.ts";
import { tellJava } from "./tellJava.ts";

export interface Means {
  readonly tell: typeof tellJava;
  readonly now: () => Date;
}

/**
 * At the end of a whole job, stops Spark and has Java keep what it has loaded for the next run; an archive it would not
 * start from is removed instead, so that the next run makes another. What goes wrong is said, and fails nothing.
 */
export async function keepArchive(
  archive: Archive,
  driver: Pick<SparkDriver, "stop" | "complain">,
  { tell, now }: Means = { tell: tellJava, now: () => new Date() },
): Promise<void> {
  if (archive.state === "none") return;
  try {
    const pid = await driver.stop();
    if (archive.state === "wanted") await write(archive.place, pid);
    else if (!(await isMapped(archive.file, pid))) await rm(archive.file, { force: true });
  } catch (error) {
    await driver.complain(
      `What Java had loaded was not kept: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  async function write(place: string, pid: number): Promise<void> {
    await driver.complain("Keeping what Java has loaded for the next run, once (VERGER_JAVA_ARCHIVE=off: never)");
    const part = `${place}.${pid}`;
    try {
      await tell(pid, `VM.cds dynamic_dump "${part}"`);
      await rename(part, archiveName(place, (await stat(part)).size));
      await forgetUnused(dirname(place), now());
    } finally {
      await rm(part, { force: true });
    }
  }
}
