import { blasAtHand } from "../blas/blasAtHand.ts";
import type { SolverName } from "../contract/solverNames.ts";
import type { StatisticsCheckpoints } from "../pca/fitOptions.ts";
import { fitPca } from "../pca/fitPca.ts";
import type { FeatureTable } from "../results/featureTable.ts";
import type { Storage } from "../storage/storage.ts";
import { pcaTeam } from "../threads/pcaTeam.ts";
import { type PcaStageResult, writeProjections } from "./writeProjections.ts";

export interface PcaStageOptions {
  readonly features: FeatureTable;
  /** Receives `pca/`. */
  readonly storage: Storage;
  /** Give one of components and variance, or neither: then `defaultVariance`. */
  readonly components?: number | undefined;
  readonly variance?: number | undefined;
  /** Standardise each feature first. */
  readonly scale: boolean;
  /** Divide each projection by the standard deviation of its component. */
  readonly whiten?: boolean;
  readonly solver?: SolverName;
  /** Write pca.csv too. */
  readonly csv: boolean;
  /** Says where a BLAS may be; without it none is looked for. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where to keep statistics on the way. */
  readonly checkpoints?: StatisticsCheckpoints;
  readonly onProgress?: (stage: "statistics" | "projections", rows: number) => void;
}

/**
 * The second half of a job: fits a PCA to a feature table and writes the projections of its rows and the model. Reads
 * the table twice and holds a block of it at a time, so that memory does not grow with the rows.
 * Throws an InputError as fitPca does, and where the storage cannot be written.
 */
export async function runPcaStage(options: PcaStageOptions): Promise<PcaStageResult> {
  const { features, storage, components, variance, scale, whiten = false, solver = "auto", onProgress } = options;
  const team = pcaTeam();
  const blas = options.environment && (await blasAtHand({ environment: options.environment }));
  const model = await fitPca(() => features.rowBlocks(), {
    scale,
    whiten,
    solver,
    ...(components === undefined ? {} : { components }),
    ...(variance === undefined ? {} : { variance }),
    ...(team === undefined ? {} : { team }),
    ...(blas === undefined ? {} : { blas }),
    ...(options.checkpoints === undefined ? {} : { checkpoints: options.checkpoints }),
    onProgress: (rows) => onProgress?.("statistics", rows),
  });

  return writeProjections({ features, storage, model, csv: options.csv, onProgress });
}
