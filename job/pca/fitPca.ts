import { InputError } from "../contract/errors.ts";
import { type Collected, collectRows } from "./collectRows.ts";
import { requireSensibleChoice } from "./componentsWanted.ts";
import { fitFromRows } from "./fitFromRows.ts";
import { fitFromStatistics } from "./fitFromStatistics.ts";
import type { FitOptions } from "./fitOptions.ts";
import { fitStreaming } from "./fitStreaming.ts";
import { fitWithMlPca } from "./fitWithMlPca.ts";
import { chosenKernel } from "./kernel/chosenKernel.ts";
import type { RowSource } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";
import type { SolverName } from "../contract/solverNames.ts";

/** Features in all that are kept as rows: 2²⁷, 1 GiB once centred. */
const keptValues = 1 << 27;
const usualLargestCovariance = 20_000;

/**
 * Fits a PCA to the rows of `rows` (n × d). With neither `components` nor `variance`, as many components as explain
 * `defaultVariance`. The same rows give the same bytes whatever the source's blocks.
 * Throws an InputError for no rows, fewer than two different rows, features that are not finite (a NotFiniteError with
 * the row), more components than the rank, and shapes the solver asked for cannot hold.
 */
export async function fitPca(rows: RowSource, options: FitOptions): Promise<PcaModel> {
  requireSensibleChoice(options);
  const kernel = options.kernel ?? chosenKernel(undefined, options.blas);
  const solver = options.solver ?? "auto";
  if (solver === "streaming") return fitStreaming(rows, { ...options, kernel });

  const collected = await collectRows(rows, {
    kernel,
    team: options.team,
    blas: options.blas,
    onProgress: options.onProgress,
    checkpoints: solvesRows(solver) ? undefined : options.checkpoints,
    ...limits(solver, options),
  });
  switch (collected.kind) {
    case "statistics":
      return fitFromStatistics(collected.statistics, { ...options, kernel });
    case "too large":
      if (solver === "auto") return fitStreaming(rows, { ...options, kernel });
      throw tooLarge(solver, collected);
    case "rows":
      requireTwoRows(collected.count);
      if (solver === "ml-pca") return fitWithMlPca(collected, options);
      return fitFromRows(collected, { ...options, kernel });
  }
}

/** What the pass may keep for a solver: by shape for `auto`, else only what that solver works on. */
function limits(
  solver: SolverName,
  { largestCovariance = usualLargestCovariance }: FitOptions,
): { keeps: (count: number, features: number) => boolean; sums: (features: number) => boolean } {
  if (solver === "auto")
    return {
      keeps: (count, features) => count <= features && count * features <= keptValues,
      sums: (features) => features <= largestCovariance,
    };
  const byRows = solvesRows(solver);
  return {
    keeps: (count, features) => byRows && count <= largestCovariance && count * features <= keptValues,
    sums: (features) => !byRows && features <= largestCovariance,
  };
}

/** Whether a solver works on the rows and never on their statistics. */
function solvesRows(solver: SolverName): boolean {
  return solver === "gram" || solver === "ml-pca";
}

function requireTwoRows(count: number): void {
  if (count === 0)
    throw new InputError("there are no rows of features", "Give at least two rows; were all images rejected?");
  if (count === 1)
    throw new InputError("there is one row of features: one row has no variance", "Give at least two rows.");
}

function tooLarge(solver: SolverName, { count, features }: Extract<Collected, { kind: "too large" }>): InputError {
  return new InputError(
    `${count} rows or more of ${features} features are too many for the solver ${solver}`,
    "Leave the solver out (it is chosen by shape) or use streaming.",
  );
}
