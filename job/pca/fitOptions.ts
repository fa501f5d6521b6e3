import type { ComponentChoice } from "./componentsWanted.ts";
import type { MatrixKernel } from "./kernel/matrixKernel.ts";

/** How a PCA is fitted. */
export interface FitOptions extends ComponentChoice {
  /** Divide each feature by its standard deviation first. */
  readonly scale: boolean;
  /** Called as rows are read. */
  readonly onProgress?: (rowsDone: number) => void;
  /** Matrix products; chosen by shape where absent. */
  readonly kernel?: MatrixKernel;
}
