import { InputError } from "../../contract/errors.ts";
import type { JobSpec } from "../../contract/jobSpec.ts";
import type { PreparedModel } from "../../features/prepareModel.ts";
import type { RunManifest } from "../../results/runManifest.ts";
import { sha256 } from "../../results/sha256.ts";
import { refuseOther } from "../openRun.ts";
import { featureIdentity } from "../shardInput.ts";
import type { Listing, Setup } from "./cluster.ts";

/** What is known before the first picture is read. */
export interface Found {
  /** The run's folder, as a person knows it. */
  readonly folder: string;
  readonly spec: JobSpec;
  readonly listing: Listing;
  /** The manifest of an earlier attempt, and whether the folder holds anything else instead. */
  readonly earlier: RunManifest | undefined;
  readonly occupied: boolean;
  readonly cores: number;
  readonly picturesATask: number;
}

/** What the driver is to do. */
export interface RunPlan {
  /** The run has succeeded already: nothing is left to do. */
  readonly done: boolean;
  /** Spark writes the pictures come in; pictures Spark passes over are a shard beside them. */
  readonly waves: number;
  readonly shards: number;
  /** Digest of all that the shards are computed from. */
  readonly input: string;
  readonly setup: Setup;
}

/** Of pictures, handed to a worker at once. */
const batchBytes = 32 * 2 ** 20;
const batchRows = 64;
/** With fewer pictures than this a task is mostly the start of its worker. */
const fewestATask = 32;

/**
 * Plans a run, a new one or one to go on with. The number of waves is settled when a run begins: it may be gone on with
 * on a cluster of another size.
 * @throws InputError where there are no pictures, or the folder holds another run or something else
 */
export function planRun(found: Found, model: PreparedModel): RunPlan {
  const { folder, spec, listing: images, earlier, cores, picturesATask } = found;
  if (images.count === 0)
    throw new InputError(`No image in ${images.folder}`, "Give a folder that holds pictures, at any depth.");
  if (found.occupied)
    throw new InputError(`${folder} exists and is not a run of verger.`, "Choose another run id; nothing was changed.");
  const identity = featureIdentity(spec, model);
  if (earlier !== undefined) {
    refuseOther(earlier, { spec, identity, listing: images.listing }, folder);
    if (earlier.engine.name !== "spark")
      throw new InputError(`The run in ${folder} was begun by the ${earlier.engine.name} engine.`, otherRunId);
  }

  const readable = images.count - images.passedOver;
  const own = images.passedOver > 0 ? 1 : 0;
  const waves =
    earlier === undefined ? Math.max(1, Math.ceil(readable / (picturesATask * cores))) : earlier.engine.shards - own;
  const aWave = readable / waves;
  const tasks = Math.min(Math.max(cores, Math.round(aWave / picturesATask)), Math.ceil(aWave / fewestATask));
  const fitting = Math.floor((batchBytes * images.count) / Math.max(1, images.bytes));
  return {
    done: earlier?.state === "succeeded",
    waves,
    shards: waves + own,
    // The two ways to read cut the waves by other hashes.
    input: sha256(JSON.stringify([identity, images.listing, waves, ...(images.inPlace ? ["in place"] : [])])),
    setup: { tasks: Math.max(1, tasks), rows: Math.max(1, Math.min(batchRows, fitting)), settings },
  };
}

/** Of Spark's own reader and writer. */
const settings = {
  // What a picture counts for beside its bytes, so that tasks get equal numbers of pictures whatever their sizes.
  "spark.sql.files.openCostInBytes": String(4 * 2 ** 20),
  "spark.sql.files.maxPartitionBytes": String(2 ** 50),
  "spark.sql.parquet.compression.codec": "zstd",
  "spark.sql.adaptive.enabled": "false",
  // Compiling a query costs more than it saves where rows are only carried from one process to the next.
  "spark.sql.codegen.wholeStage": "false",
};

const otherRunId = "Submit the job under another run id.";
