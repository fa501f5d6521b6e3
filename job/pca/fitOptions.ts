import type { ComponentChoice } from "./componentsWanted.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";
import type { RowSource } from "./matrix.ts";
import type { SolverName } from "../contract/solverNames.ts";
import type { Statistics } from "./statistics/statistics.ts";
import type { Team } from "./team.ts";
import type { Blas } from "./blas.ts";

/** How a PCA is fitted. */
export interface FitOptions extends ComponentChoice {
  /** Divide each feature by its standard deviation first. */
  readonly scale: boolean;
  /** Divide each projection by the standard deviation of its component, so that all have variance 1. */
  readonly whiten?: boolean;
  /**
   * `gram`: all rows in memory, eigenpairs of n × n. `covariance`: one pass, all eigenpairs of d × d. `subspace`: one
   * pass, only the pairs kept. `streaming`: several passes, no d × d matrix. `ml-pca`: that library, small inputs only.
   * @default auto: by shape
   */
  readonly solver?: SolverName;
  /**
   * Features above which no d × d matrix is made.
   * @default 20,000 (3.2 GB)
   */
  readonly largestCovariance?: number;
  /** Called as rows are read; starts again at each pass of the streaming solver. */
  readonly onProgress?: (rowsDone: number) => void;
  /** Statistics kept on the way and gone on from: the same bytes as one uninterrupted fit. */
  readonly checkpoints?: StatisticsCheckpoints;
  /** Matrix products; chosen by shape where absent. */
  readonly kernel?: MatrixKernel;
  /** Threads that help where there is enough to do. */
  readonly team?: Team;
  /** A BLAS and LAPACK, which do the large part of the work where they are given. */
  readonly blas?: Blas;
}

/** Where a solver that adds up statistics keeps them now and then, and where it starts. */
export interface StatisticsCheckpoints {
  /** What an earlier fit kept, and the rows after the `count` rows it counts. */
  readonly from?: { readonly statistics: Statistics; readonly rowsAfter: RowSource };
  /** Whether statistics of so many features should be kept now. */
  readonly isDue: (features: number) => boolean;
  readonly keep: (statistics: Statistics) => Promise<void>;
}
