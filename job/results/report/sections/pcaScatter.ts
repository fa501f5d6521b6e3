import type { Scatter } from "../charts/scatterChart.ts";
import { percentText, pluralText } from "../numberText.ts";
import type { ReportData } from "../reportData.ts";

/** The images in the plane of the first two components. */
export function pcaScatter({ pca, classOf, classes, plotted }: ReportData): Scatter {
  const axis = (index: number): string =>
    `component ${index + 1} · ${percentText(pca.explainedVarianceRatio[index] ?? 0)}`;
  return {
    id: "pca",
    description: `Scatter plot of ${pluralText(plotted.length, "image")} by the first two principal components, ${pluralText(classes.length, "class", "classes")}.`,
    x: componentOf(pca.projections, 0, plotted),
    y: componentOf(pca.projections, 1, plotted),
    classOf: plotted.map((image) => classOf[image] ?? 0),
    classes: classes.length,
    axes: pca.explainedVarianceRatio.length > 1 ? [axis(0), axis(1)] : [axis(0), ""],
  };
}

/** One column of the projections for some images; zeros where there is no such component. */
export function componentOf(
  { columns, values }: ReportData["pca"]["projections"],
  index: number,
  images: Int32Array,
): Float64Array {
  return Float64Array.from(images, (image) => (index < columns ? (values[image * columns + index] ?? 0) : 0));
}
