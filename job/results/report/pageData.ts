import { classStyle } from "./classStyle.ts";
import { scriptJson, type Markup } from "./markup.ts";
import { className, type ReportData } from "./reportData.ts";
import { componentOf } from "./sections/pcaScatter.ts";
import { selectableComponents } from "./sections/pcaSection.ts";
import { mapScatter } from "./sections/structureSection.ts";
import { isolated } from "./shownText.ts";
import { percentText } from "./numberText.ts";

/** Points and names for the page's script, as JSON. Must match `PageData` in browser/pageData.js. */
export function pageData(data: ReportData): Markup {
  const { plotted, structure, pca } = data;
  const components = Math.min(selectableComponents, pca.explainedVarianceRatio.length);
  const positionOf = new Map([...plotted].map((image, position) => [image, position]));
  const maps = (["tsne", "umap"] as const).flatMap((id) => {
    const scatter = structure && mapScatter(data, structure, id);
    if (scatter === undefined || structure === undefined) return [];
    const points = base64(Uint32Array.from(structure.images, (image) => positionOf.get(image) ?? 0));
    return [[id, { points, axes: null, columns: [quantised(scatter.x), quantised(scatter.y)] }] as const];
  });
  const thumbnails = data.survey?.thumbnails;
  return scriptJson({
    classes: data.classes.map(({ label }, rank) => ({ label: isolated(className(label), 60), ...classStyle(rank) })),
    paths: [...plotted].map((image) => isolated(data.images[image]?.path ?? "", 300)),
    classOf: base64(Uint32Array.from(plotted, (image) => data.classOf[image] ?? 0)),
    thumbnails: thumbnails && {
      tile: thumbnails.tile,
      columns: thumbnails.columns,
      tilesPerSheet: thumbnails.tilesPerSheet,
      positions: base64(Uint32Array.from(plotted, (image) => thumbnails.positionOf.get(image) ?? 0xffffffff)),
    },
    plots: {
      pca: {
        points: null,
        axes: pca.explainedVarianceRatio
          .slice(0, components)
          .map((ratio, i) => `component ${i + 1} · ${percentText(ratio)}`),
        columns: Array.from({ length: Math.max(2, components) }, (_, index) =>
          quantised(componentOf(pca.projections, index, plotted)),
        ),
      },
      ...Object.fromEntries(maps),
    },
  });
}

/** Values in 65,536 steps between their extremes: finer than any screen. */
function quantised(values: Float64Array): { from: number; to: number; steps: string } {
  let [from, to] = [Infinity, -Infinity];
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  const span = to - from || 1;
  return { from, to, steps: base64(Uint16Array.from(values, (value) => Math.round(((value - from) / span) * 65535))) };
}

const base64 = ({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");
