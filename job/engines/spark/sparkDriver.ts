import { z } from "zod";
import type { JobSpec } from "../../contract/jobSpec.ts";
import { Sha256, WrittenFile } from "../../results/writtenFile.ts";

/** The pictures of a folder, as Spark's file systems list them. */
export const Listing = z.object({
  folder: z.string(),
  count: z.int(),
  bytes: z.int(),
  /** Digest of every path, size and time. */
  listing: Sha256,
  /** Pictures that no reader of Spark's opens: empty files, and names that begin with _. */
  passedOver: z.int(),
  /** Whether every machine opens the pictures and the run folder by itself: Spark then only says who does what. */
  inPlace: z.boolean(),
});
export type Listing = z.output<typeof Listing>;

/** What one wave came to: a Spark write of features, and of the pictures that could not be used. */
export const Wave = z.object({ images: z.int(), rejects: z.int(), files: z.array(WrittenFile) });
export type Wave = z.output<typeof Wave>;

/** How the statistics of a PCA are gathered. */
export const PcaPlan = z.object({
  dimension: z.int().min(1),
  /** Whether the rows themselves go to the solver: while there are no more rows than features. */
  keepRows: z.boolean(),
});
export type PcaPlan = z.output<typeof PcaPlan>;

/** How a wave is cut. */
export interface Setup {
  readonly tasks: number;
  /** Pictures handed to a worker at once. */
  readonly rows: number;
  /** Of Spark, for what it reads and writes itself. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Regular expressions, Java's and Python's. */
export interface PictureNames {
  readonly pictures: string;
  /** Of hidden files and what systems leave behind. */
  readonly litter: string;
}

/**
 * What only Spark and its file systems can do: `python/driver.py` does it, when it is asked. Paths are relative to the
 * run folder, and a file appears whole or not at all.
 * @throws InputError, JobFailedError with a worker's or Spark's own words
 */
export interface SparkDriver {
  list(names: PictureNames): Promise<Listing>;
  /** Sets Spark up for the listed pictures: before the first wave. */
  configure(setup: Setup): Promise<void>;
  featurize(wave: { readonly wave: number; readonly waves: number; readonly spec: JobSpec }): Promise<Wave>;
  /** Fits the PCA of all features; its model is written under the run folder and under `folder`, on the driver's disk. */
  fit(pca: PcaPlan & { readonly spec: JobSpec; readonly folder: string }): Promise<void>;
  /** Writes the projections of all features by the model in `folder`. */
  project(model: { readonly folder: string }): Promise<readonly WrittenFile[]>;
  /** Whether the run folder holds anything. */
  occupied(): Promise<boolean>;
  read(path: string): Promise<string | null>;
  sizes(paths: readonly string[]): Promise<readonly (number | null)[]>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** A line of the driver's log, for people and for whoever watches. */
  say(line: string): Promise<void>;
  complain(line: string): Promise<void>;
  /**
   * Stops Spark, when nothing is left to do. Java itself ends with the driver; what it says until then is no output.
   * @returns the process of the Java that the driver has started
   */
  stop(): Promise<number>;
}
