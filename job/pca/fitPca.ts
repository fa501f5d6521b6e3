import { InputError } from "../contract/errors.ts";
import { collectRows } from "./collectRows.ts";
import { requireSensibleChoice } from "./componentsWanted.ts";
import { chosenKernel } from "./kernel/chosenKernel.ts";
import type { FitOptions } from "./fitOptions.ts";
import type { RowSource } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";
import { fitFromRows } from "./fitFromRows.ts";
import { fitFromStatistics } from "./fitFromStatistics.ts";

/**
 * Fits a PCA to the rows of `rows` (n × d). With neither `components` nor `variance`, as many components as explain
 * `defaultVariance`. The same rows give the same bytes whatever the source's blocks.
 * Throws an InputError for no rows, fewer than two different rows, features that are not finite (a NotFiniteError with
 * the row) and more components than the rank.
 */
export async function fitPca(rows: RowSource, options: FitOptions): Promise<PcaModel> {
  requireSensibleChoice(options);
  const kernel = options.kernel ?? chosenKernel();
  const collected = await collectRows(rows, kernel, options.onProgress);
  if (collected.kind === "statistics") return fitFromStatistics(collected.statistics, { ...options, kernel });
  if (collected.count === 0)
    throw new InputError("there are no rows of features", "Give at least two rows; were all images rejected?");
  if (collected.count === 1)
    throw new InputError("there is one row of features: one row has no variance", "Give at least two rows.");
  return fitFromRows(collected, { ...options, kernel });
}
