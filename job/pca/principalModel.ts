import type { FeatureScale } from "./featureScale.ts";
import { fixSigns } from "./fixedSigns.ts";
import type { Matrix } from "./matrix.ts";
import type { PcaModel } from "./pcaModel.ts";

/** What every solver ends with: signs fixed (in place), ratios taken of the total. */
export function principalModel(found: {
  readonly samples: number;
  readonly mean: Float64Array;
  readonly features: FeatureScale;
  readonly components: Matrix;
  readonly explainedVariance: Float64Array;
  readonly totalVariance: number;
  readonly whiten: boolean | undefined;
  readonly solver: string;
}): PcaModel {
  fixSigns(found.components);
  return {
    samples: found.samples,
    mean: found.mean,
    scale: found.features.scale,
    components: found.components,
    explainedVariance: found.explainedVariance,
    explainedVarianceRatio: found.explainedVariance.map((value) => value / found.totalVariance),
    totalVariance: found.totalVariance,
    whiten: found.whiten ?? false,
    solver: found.solver,
    constantFeatures: found.features.constantFeatures,
  };
}
