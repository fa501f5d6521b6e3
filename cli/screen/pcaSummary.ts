import type { PcaOutcome } from "../../job/engines/runPca.ts";
import type { Terminal } from "../terminal.ts";
import { count, percent, plural } from "./numbers.ts";
import { screeLine } from "./screeLine.ts";
import { shownPath } from "./shownPath.ts";

/** What a PCA came to and where it is, in a few lines. */
export function pcaSummary(outcome: PcaOutcome, terminal: Terminal): string[] {
  const { rows, features, components, explainedVarianceRatio, solver, constantFeatures } = outcome;
  const place = shownPath(outcome.folder, terminal.workingFolder);
  const explained = explainedVarianceRatio.reduce((sum, ratio) => sum + ratio, 0);
  const csv = outcome.files.find(({ path }) => path.endsWith(".csv"));
  return [
    "",
    `  PCA ${count(features)} → ${plural(components, "component")}, ${percent(explained)} of the variance (${solver})`,
    screeLine(explainedVarianceRatio, terminal.columns),
    ...(constantFeatures > 0 ? [`  ${count(constantFeatures)} features are the same in every row`] : []),
    "",
    `  ${place}/pca/*.parquet    ${count(rows)} × ${count(components)}`,
    ...(csv === undefined ? [] : [`  ${place}/${csv.path}`]),
    `  ${place}/pca/model.json   with its arrays as .npy files`,
  ];
}
