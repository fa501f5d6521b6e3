import type { Matrix } from "../../../pca/matrix.ts";
import type { Markup } from "../markup.ts";
import { loadingStrengths } from "../loadingStrengths.ts";
import { heatMap } from "./heatMap.ts";

/** How strongly the strongest features weigh in the first components. */
export function loadingsChart(matrix: Matrix): Markup {
  const { components, features, values } = loadingStrengths(matrix);
  return heatMap("Strength of the loadings of the strongest features in the first components.", {
    rows: components.map((index) => `component ${index + 1}`),
    columns: features.map((index) => `${index}`),
    values,
    text: (value) => value.toFixed(1),
  });
}
