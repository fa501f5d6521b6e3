import { describe, expect, it } from "vitest";
import { fitPca } from "../../../job/pca/fitPca.ts";
import { transform } from "../../../job/pca/transform.ts";
import { relativeError, signedLike } from "./closeness.ts";
import { goldenPca } from "./goldenPca.ts";
import { rowsOf } from "./rowsOf.ts";

describe("a PCA agrees with scikit-learn's", () => {
  it.each(goldenPca.filter(({ whiten }) => !whiten))("$name", async (golden) => {
    const data = { rows: golden.rows, columns: golden.columns, values: Float64Array.from(golden.values) };
    const model = await fitPca(rowsOf(data, [3]), { components: golden.rank, scale: golden.scale });

    expect(relativeError(model.mean, golden.mean)).toBeLessThan(1e-14);
    expect(relativeError(model.scale, golden.divisors)).toBeLessThan(1e-13);
    expect(relativeError(model.explainedVariance, golden.explainedVariance)).toBeLessThan(1e-11);
    expect(relativeError(model.explainedVarianceRatio, golden.explainedVarianceRatio)).toBeLessThan(1e-11);
    expect(relativeError(signedLike(model.components, golden.components), golden.components)).toBeLessThan(1e-8);

    const projections = transform(model, data);
    expect(relativeError(magnitudes(projections), magnitudes(golden.projections))).toBeLessThan(1e-8);
  });
});

function magnitudes(values: ArrayLike<number>): number[] {
  return Array.from(values, Math.abs);
}
