import { InputError } from "../contract/errors.ts";
import { componentsWanted } from "./componentsWanted.ts";
import { featureScale } from "./featureScale.ts";
import type { FitOptions } from "./fitOptions.ts";
import type { PcaModel } from "./pcaModel.ts";
import { principalModel } from "./principalModel.ts";
import type { Collected } from "./collectRows.ts";
import { columnMeans } from "./statistics/columnMeans.ts";

/** Features in all that the library solves in about a minute. */
const mostValues = 2_000_000;

/**
 * Fits a PCA with the ml-pca library (singular values of the centred, scaled rows): a second opinion on small inputs.
 * Errors as `fitPca`, and an InputError for more than two million features in all.
 */
export async function fitWithMlPca(
  { rows, count, features }: Extract<Collected, { kind: "rows" }>,
  options: Omit<FitOptions, "onProgress">,
): Promise<PcaModel> {
  if (count * features > mostValues)
    throw new InputError(
      `${count} rows × ${features} features are too many for the solver ml-pca`,
      "Leave the solver out: it is chosen by shape.",
    );
  const values = Float64Array.from(rows.flatMap((block) => [...block.values]));
  const mean = columnMeans(values, count, features);
  const squares = mean.map((centre, j) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (values[i * features + j]! - centre) ** 2;
    return sum;
  });
  const scaling = featureScale(squares, mean, count, options.scale);
  const table = Array.from({ length: count }, (_, i) =>
    Array.from(mean, (centre, j) => (values[i * features + j]! - centre) / scaling.scale[j]!),
  );

  const { PCA } = await import("ml-pca");
  const fitted = new PCA(table, { method: "SVD", center: false, scale: false });
  const variances = Float64Array.from(fitted.getEigenvalues());
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const kept = componentsWanted(options, { samples: count, features, variances, total });
  const loadings = fitted.getLoadings().to2DArray().slice(0, kept).flat();
  return principalModel({
    samples: count,
    mean,
    features: scaling,
    components: { rows: kept, columns: features, values: Float64Array.from(loadings) },
    explainedVariance: variances.slice(0, kept),
    totalVariance: total,
    whiten: options.whiten,
    solver: `ml-pca (${count} × ${features})`,
  });
}
