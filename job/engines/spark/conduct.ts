import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { type ExitCode, exitCodes, VergerError } from "../../contract/errors.ts";
import type { JobSpec } from "../../contract/jobSpec.ts";
import type { PreparedModel } from "../../features/preparedModel.ts";
import type { Cluster } from "./cluster.ts";
import { conductJob } from "./conductJob.ts";
import { connectDriver } from "./connectDriver.ts";
import { connectorsCluster } from "./connectors/connectorsCluster.ts";
import { inPlaceCluster } from "./inPlace/inPlaceCluster.ts";
import { refuseOtherModel } from "./modelChoice.ts";
import { readModel, readModelChoice } from "./modelFolder.ts";
import { onDisk } from "./onDisk.ts";
import { keepArchive } from "./ownJava/keepArchive.ts";
import type { OwnJava } from "./ownJava/prepareJava.ts";
import { parseSpec } from "./parseSpec.ts";
import type { SparkDriver } from "./sparkDriver.ts";

const Job = z.object({
  /** A bundle, unpacked. */
  home: z.string(),
  /** Paths as Hadoop writes them. */
  images: z.string(),
  folder: z.string(),
  runId: z.string(),
  spec: z.unknown(),
  cores: z.int().min(1),
  /** Those of Spark's settings that are ours. */
  settings: z.object({
    "spark.verger.inPlace": z.stringbool().default(true),
    "spark.verger.picturesATask": z.coerce.number().int().min(1).default(1000),
  }),
  runtime: z.record(z.string(), z.string()),
});
type Job = z.output<typeof Job>;

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
async function conductStaged({ home, ...job }: Job, driver: SparkDriver): Promise<boolean> {
  const staging = await mkdtemp(join(tmpdir(), "verger-"));
  try {
    const spec = parseSpec(job.spec);
    refuseOtherModel(spec, await readModelChoice(join(home, "model")));
    const model = await readModel(join(home, "model"));
    const vergerVersion = (await readFile(join(home, "version.txt"), "utf8")).trim();
    const picturesATask = job.settings["spark.verger.picturesATask"];
    const cluster = clusterFor(job, { driver, spec, model, staging });
    return await conductJob({ ...job, picturesATask, vergerVersion, spec }, { cluster, model, now: () => new Date() });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

interface Means {
  readonly driver: SparkDriver;
  readonly spec: JobSpec;
  readonly model: PreparedModel;
  readonly staging: string;
}

function clusterFor(
  { images, folder, cores, settings }: Pick<Job, "images" | "folder" | "cores" | "settings">,
  { driver, spec, model, staging }: Means,
): Cluster {
  const here = { images: onDisk(images), run: onDisk(folder) };
  if (!settings["spark.verger.inPlace"] || here.images === undefined || here.run === undefined)
    return connectorsCluster({ driver, spec, images, cores, staging });
  return inPlaceCluster({ driver, spec, model, cores, images: here.images, run: here.run });
}
