import { PCA } from "ml-pca";
import { expect, it } from "vitest";
import { fitPca } from "../../../job/pca/fitPca.ts";
import { transform } from "../../../job/pca/transform.ts";
import { relativeError, signedLike } from "./closeness.ts";
import { randomRows } from "./randomRows.ts";
import { rowsOf } from "./rowsOf.ts";

it.each([
  ["more rows than features", 60, 12, 12, false],
  ["fewer rows than features, standardised", 15, 40, 14, true],
])("ml-pca finds the same components: %s", async (_, rows, columns, k, scale) => {
  const data = randomRows(rows, columns, rows, (j) => 0.85 ** j);
  const table = Array.from({ length: rows }, (_, i) => [...data.values.subarray(i * columns, (i + 1) * columns)]);
  const oracle = new PCA(table, { method: "SVD", scale });
  const model = await fitPca(rowsOf(data), { components: k, scale });

  // ml-pca standardises with n - 1, scikit-learn and we with n: the variances differ by that factor, nothing else.
  const factor = scale ? rows / (rows - 1) : 1;
  const variances = oracle.getEigenvalues().slice(0, k);
  expect(
    relativeError(
      model.explainedVariance.map((value) => value / factor),
      variances,
    ),
  ).toBeLessThan(1e-11);
  expect(relativeError(model.explainedVarianceRatio, oracle.getExplainedVariance().slice(0, k))).toBeLessThan(1e-11);
  const loadings = oracle.getLoadings().to2DArray().slice(0, k).flat();
  expect(relativeError(signedLike(model.components, loadings), loadings)).toBeLessThan(1e-9);
  const projected = transform(model, data).map((value) => Math.abs(value) / Math.sqrt(factor));
  const theirs = oracle.predict(table, { nComponents: k }).to1DArray().map(Math.abs);
  expect(relativeError(projected, theirs)).toBeLessThan(1e-9);
});
