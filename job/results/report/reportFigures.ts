import sharp from "sharp";
import { barChart } from "./charts/barChart.ts";
import { heatMap } from "./charts/heatMap.ts";
import { scatterChart } from "./charts/scatterChart.ts";
import { screeChart } from "./charts/screeChart.ts";
import { sizesChart } from "./charts/sizesChart.ts";
import { classDistances } from "./classDistances.ts";
import type { Markup } from "./markup.ts";
import { className, type ReportData } from "./reportData.ts";
import { loadingsChart } from "./charts/loadingsChart.ts";
import { pcaScatter } from "./sections/pcaScatter.ts";
import { mapScatter } from "./sections/structureSection.ts";
import { countText, percentText, signedText, tickText } from "./numberText.ts";
import { inLightColours } from "./theme.ts";

/** A plot on its own. */
export interface Figure {
  /** Without ending, e.g. `pca-scatter`. */
  readonly name: string;
  /** A standalone SVG document. */
  readonly svg: string;
}

/** Every plot of the report as a standalone SVG in the light colours. */
export function reportFigures(data: ReportData): Figure[] {
  const names = data.classes.map(({ label }) => className(label));
  const tsne = data.structure && mapScatter(data, data.structure, "tsne");
  const umap = data.structure && mapScatter(data, data.structure, "umap");
  const { silhouette, accuracy } = data.structure ?? {};
  const charts: readonly (readonly [string, Markup | undefined])[] = [
    [
      "images-by-class",
      barChart(
        "Images by class",
        data.classes.map(({ label, count }) => ({ label: className(label), value: count, text: countText(count) })),
      ),
    ],
    ["image-sizes", data.images.some(({ width }) => width !== undefined) ? sizesChart(data.images) : undefined],
    ["pca-scatter", scatterChart(pcaScatter(data))],
    ["pca-variance", screeChart(data.pca.explainedVarianceRatio)],
    [
      "class-distances",
      names.length > 1
        ? heatMap("Distance between class means", {
            rows: names,
            columns: names,
            values: classDistances(data),
            text: tickText,
          })
        : undefined,
    ],
    [
      "mean-image-distances",
      data.survey !== undefined && names.length > 1
        ? heatMap("Mean squared difference between class mean images", {
            rows: names,
            columns: names,
            values: data.survey.meanImageDistances,
            text: (value) => tickText(Math.round(value)),
          })
        : undefined,
    ],
    [
      "loadings",
      data.pca.components && data.pca.picture === undefined ? loadingsChart(data.pca.components) : undefined,
    ],
    ["tsne", tsne && scatterChart(tsne)],
    ["umap", umap && scatterChart(umap)],
    [
      "silhouette",
      silhouette &&
        barChart(
          "Mean silhouette by class",
          names.map((label, of) => ({
            label,
            value: silhouette.byClass[of] ?? 0,
            text: signedText(silhouette.byClass[of] ?? 0),
          })),
        ),
    ],
    [
      "nearest-neighbour",
      accuracy &&
        barChart(
          "Share of images whose nearest neighbour has the same class",
          names.map((label, of) => {
            const row = accuracy.confusion.subarray(of * names.length, (of + 1) * names.length);
            const share =
              (row[of] ?? 0) /
              Math.max(
                1,
                row.reduce((sum, value) => sum + value, 0),
              );
            return { label, value: share, text: percentText(share) };
          }),
        ),
    ],
  ];
  return charts.flatMap(([name, chart]) => (chart === undefined ? [] : [{ name, svg: inLightColours(chart.text) }]));
}

/** A figure as PNG on white, at twice its size. */
export async function figurePng({ svg }: Figure): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { density: 144 }).flatten({ background: "#ffffff" }).png({ palette: true }).toBuffer();
}
