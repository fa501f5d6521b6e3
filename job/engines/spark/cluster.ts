import { z } from "zod";
import type { PcaModel } from "../../pca/pcaModel.ts";
import type { WrittenFile } from "../../results/writtenFile.ts";
import type { RunFiles } from "./runFiles.ts";

/** The pictures of a folder. */
export interface Listing {
  readonly folder: string;
  readonly count: number;
  readonly bytes: number;
  /** Digest of every path, size and time. */
  readonly listing: string;
  /** Pictures that become a wave of their own: no reader of Spark's opens them. */
  readonly passedOver: number;
  /** Whether every machine opens the pictures and the run folder by itself: Spark then only says who does what. */
  readonly inPlace: boolean;
}

/** What one wave came to: features, and the pictures that could not be used. */
export interface Wave {
  readonly images: number;
  readonly rejects: number;
  readonly files: readonly WrittenFile[];
}

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
  /** Pictures handed to a worker at once, where it does not read them itself. */
  readonly rows: number;
  /** Of Spark, for what it reads and writes itself. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * What a job needs of a cluster, by one of the two ways its tasks read and write: in place, or through Spark's connectors.
 * @throws InputError, JobFailedError with a worker's or Spark's own words
 */
export interface Cluster {
  readonly run: RunFiles;
  /** A line of the driver's log, for people and for whoever watches. */
  say(line: string): Promise<void>;
  list(): Promise<Listing>;
  /** Before the first wave. */
  configure(setup: Setup): Promise<void>;
  featurize(wave: { readonly wave: number; readonly waves: number }): Promise<Wave>;
  /** Fits the PCA of all features. `parts`: their files. */
  fit(pca: PcaPlan & { readonly parts: readonly string[] }): Promise<PcaModel>;
  /** Writes the projections of all features; the model is in the run folder already. */
  project(pca: { readonly model: PcaModel; readonly parts: readonly string[] }): Promise<readonly WrittenFile[]>;
}

/** Where tasks write before what they wrote gets its name; Spark itself passes over names that begin with _. */
export const unfinished = "_unfinished";
