import { z } from "zod";
import type { JobSpec } from "../../contract/jobSpec.ts";
import type { RejectRow } from "../../results/featureRow.ts";
import { Sha256 } from "../../results/writtenFile.ts";
import type { PcaPlan, Setup } from "./cluster.ts";
import type { RunFiles } from "./runFiles.ts";

/** Regular expressions, Java's and Python's. */
export interface PictureNames {
  readonly pictures: string;
  /** Of hidden files and what systems leave behind. */
  readonly litter: string;
  /** Of what Spark passes over. */
  readonly hidden: string;
}

const Own = z.array(z.tuple([z.string(), z.int()]));

/** The pictures of a folder, as Spark's file systems list them. */
export const RemoteListing = z.object({
  count: z.int(),
  bytes: z.int(),
  /** Digest of every path, size and time. */
  listing: Sha256,
  /** Path and size of those no reader of Spark's opens: empty files, and hidden ones. */
  own: Own,
});
export type RemoteListing = z.output<typeof RemoteListing>;

/** Files below the run folder that Spark wrote. */
export const Parts = z.array(
  z.tuple([z.string(), z.int(), Sha256]).transform(([path, bytes, digest]) => ({ path, bytes, sha256: digest })),
);
export type Parts = z.output<typeof Parts>;

/** What one wave came to: pictures looked at, those that could not be used, and the features of the others. */
export const WaveParts = z.object({
  images: z.int(),
  rejects: z.array(z.tuple([z.string(), z.string()]).transform(([path, reason]): RejectRow => ({ path, reason }))),
  parts: Parts,
});
export type WaveParts = z.output<typeof WaveParts>;

/**
 * What only Spark and its file systems can do: `python/driver.py` does it, when it is asked. Its file system is that of
 * the run folder, and paths are relative to it.
 * @throws JobFailedError with a worker's or Spark's own words
 */
export interface SparkDriver extends Omit<RunFiles, "write"> {
  /** A line of the driver's log, for people and for whoever watches. */
  say(line: string): Promise<void>;
  complain(line: string): Promise<void>;
  /**
   * Stops Spark, when nothing is left to do. Java itself ends with the driver; what it says until then is no output.
   * @returns the process of the Java that the driver has started
   */
  stop(): Promise<number>;
  /** Makes or replaces a file of the run folder from one of the driver's disk. */
  put(path: string, file: string): Promise<void>;

  /**
   * Has workers of the stage `tasks`, one a task, answer each text of each task. `keep`: they stay for tasks to come.
   * @returns their answers, task after task
   */
  run(tasks: readonly (readonly string[])[], given: object, keep: boolean): Promise<readonly string[]>;

  list(names: PictureNames): Promise<RemoteListing>;
  /** Sets Spark up for the listed pictures: before what follows. */
  configure(setup: Setup & PictureNames & Pick<RemoteListing, "own">): Promise<void>;
  /** Writes the features of a wave below `place`; wave `waves` is that of the pictures Spark passes over. */
  features(wave: {
    readonly wave: number;
    readonly waves: number;
    readonly spec: JobSpec;
    readonly place: string;
  }): Promise<WaveParts>;
  /**
   * Leaves what the partitions of all features came to in `folder`, on the driver's disk, as files named 0, 1, … in order:
   * their statistics, merged `atOnce` at a time, or the rows as float32. @returns how many
   */
  statistics(
    plan: PcaPlan & { readonly partitions: number; readonly atOnce: number; readonly folder: string },
  ): Promise<number>;
  /** Writes the projections of all features below `place`, by the model in a file of the driver's disk. */
  projections(plan: { readonly model: string; readonly partitions: number; readonly place: string }): Promise<Parts>;
}
