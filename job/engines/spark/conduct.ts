import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { type ExitCode, exitCodes, VergerError } from "../../contract/errors.ts";
import { diskStorage } from "../../storage/diskStorage.ts";
import { conductJob } from "./conductJob.ts";
import { connectDriver } from "./connectDriver.ts";
import { refuseOtherModel } from "./modelChoice.ts";
import { readModel, readModelChoice } from "./modelFolder.ts";
import { keepArchive } from "./ownJava/keepArchive.ts";
import type { OwnJava } from "./ownJava/prepareJava.ts";
import { parseSpec } from "./parseSpec.ts";
import type { SparkDriver } from "./sparkDriver.ts";

const Job = z.object({
  /** A bundle, unpacked. */
  home: z.string(),
  folder: z.string(),
  runId: z.string(),
  spec: z.unknown(),
  cores: z.int().min(1),
  picturesATask: z.int().min(1),
  runtime: z.record(z.string(), z.string()),
});

/**
 * Conducts the job that the driver's first line is; the lines after it are answers. The driver starts this program
 * before it has a Spark to tell of, so that both start at once.
 */
export async function conduct(fromDriver: Readable, toDriver: Writable, { archive }: OwnJava): Promise<ExitCode> {
  const lines = createInterface({ input: fromDriver, crlfDelay: Infinity });
  const [line]: unknown[] = await Promise.race([once(lines, "line"), once(lines, "close")]);
  if (typeof line !== "string") return exitCodes.ok; // There was no Spark; the driver says why.
  const job = Job.parse(JSON.parse(line));
  const driver = connectDriver(lines, toDriver);
  try {
    if (await conductStaged(job, driver)) {
      process.on("SIGINT", () => {}); // Java would write on all the same, and what it writes is to get its name.
      await keepArchive(archive, driver);
    }
    return exitCodes.ok;
  } catch (error) {
    if (!(error instanceof VergerError)) throw error;
    await driver.complain(`${error.message}\n${error.hint}`);
    return error.exitCode;
  } finally {
    fromDriver.destroy();
  }
}

/** @returns whether anything was left to do */
async function conductStaged({ home, spec, ...job }: z.output<typeof Job>, driver: SparkDriver): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "verger-"));
  try {
    const staging = { folder, storage: diskStorage(folder) };
    const parsed = parseSpec(spec);
    refuseOtherModel(parsed, await readModelChoice(join(home, "model")));
    const model = await readModel(join(home, "model"));
    const vergerVersion = (await readFile(join(home, "version.txt"), "utf8")).trim();
    const context = { driver, model, staging, now: () => new Date() };
    return await conductJob({ ...job, vergerVersion, spec: parsed }, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
