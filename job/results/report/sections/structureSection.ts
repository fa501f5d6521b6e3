import { barChart } from "../charts/barChart.ts";
import { heatMap } from "../charts/heatMap.ts";
import type { Scatter } from "../charts/scatterChart.ts";
import { classDistances } from "../classDistances.ts";
import { countText, percentText, pluralText, signedText, tickText } from "../numberText.ts";
import { html, type Markup } from "../markup.ts";
import { className, type ReportData, type StructureFindings } from "../reportData.ts";
import { shown } from "../shownText.ts";
import { mostClassesShown } from "./dataSection.ts";
import { scatterFigure } from "./scatterFigure.ts";
import { card, figuresTable, nothing, section } from "./section.ts";

/** Whether the features carry the classes: separation figures and two maps of the neighbourhoods. */
export function structureSection(data: ReportData): Markup {
  const { structure, images } = data;
  if (structure === undefined)
    return section("structure", "Structure", undefined, nothing("There are too few images to look for structure."));
  const sampled = structure.images.length < images.length;
  return section(
    "structure",
    "Structure",
    html`Computed on the first ${structure.dimension === 1 ? "component" : pluralText(structure.dimension, "component")}
    of
    ${
      sampled
        ? html`<strong>a sample of ${countText(structure.images.length)} of ${countText(images.length)} images</strong>`
        : "all images"
    }.
    ${verdict(structure)}`,
    html`<div class="cards">
      ${separationCards(data, structure)}${map(data, structure, "tsne")}${map(data, structure, "umap")}
    </div>`,
  );
}

function verdict({ accuracy, silhouette }: StructureFindings): string {
  if (accuracy === undefined || silhouette === undefined)
    return "The images carry no two classes, so there is no separation to measure.";
  const clear =
    accuracy.overall >= 0.9
      ? "The features carry the classes"
      : accuracy.overall > accuracy.chance * 1.5
        ? "The features carry the classes in part"
        : "The features hardly carry the classes";
  return `${clear}: ${percentText(accuracy.overall)} of the images have a nearest neighbour of their own class (chance: ${percentText(accuracy.chance)}), mean silhouette ${signedText(silhouette.overall)}.`;
}

function separationCards(data: ReportData, { accuracy, silhouette }: StructureFindings): Markup | undefined {
  if (accuracy === undefined || silhouette === undefined) return undefined;
  const count = data.classes.length;
  const names = data.classes.map(({ label }) => className(label));
  const rows = names
    .map((name, of) => {
      const confused = [...accuracy.confusion.subarray(of * count, (of + 1) * count)];
      const size = confused.reduce((sum, value) => sum + value, 0);
      const others = confused.map((value, other) => (other === of ? -1 : value));
      const worst = others.indexOf(Math.max(...others));
      return {
        name,
        of,
        size,
        own: (confused[of] ?? 0) / size,
        silhouette: silhouette.byClass[of] ?? NaN,
        confused: (confused[worst] ?? 0) > 0 ? worst : undefined,
      };
    })
    .filter(({ size }) => size > 0);
  const shownRows = rows.toSorted((a, b) => b.silhouette - a.silhouette).slice(0, mostClassesShown);
  const byAccuracy = rows.toSorted((a, b) => b.own - a.own || a.of - b.of).slice(0, mostClassesShown);
  return html`${card(
    "Silhouette by class",
    "1: far from every other class. 0: on the border. Below 0: closer to another class.",
    [
      barChart(
        `Mean silhouette by class; overall ${signedText(silhouette.overall)}.`,
        shownRows.map(({ name, silhouette }) => ({
          label: name,
          value: silhouette,
          text: signedText(silhouette),
          fill: silhouette < 0 ? "var(--c1)" : "var(--heat)",
        })),
      ),
    ],
  )}${card(
    "Nearest neighbour of the same class",
    "For each image, whether its nearest other image has the same class (leave-one-out).",
    [
      barChart(
        `Share of images whose nearest neighbour has the same class; overall ${percentText(accuracy.overall)}.`,
        byAccuracy.map(({ name, own }) => ({ label: name, value: own, text: percentText(own) })),
      ),
      figuresTable(
        "nearest neighbour of the same class",
        ["class", "images", "same class", "silhouette", "most often taken for"],
        rows.map(({ name, size, own, silhouette, confused }) => [
          shown(name, 40),
          countText(size),
          percentText(own),
          signedText(silhouette),
          confused === undefined ? "—" : shown(names[confused] ?? "", 40),
        ]),
      ),
    ],
  )}${distancesCard(data)}`;
}

function distancesCard(data: ReportData): Markup {
  const names = data.classes.slice(0, mostClassesShown).map(({ label }) => className(label));
  const all = classDistances(data);
  const values = names.flatMap((_, row) => names.map((_, column) => all[row * data.classes.length + column] ?? NaN));
  return card(
    "Distance between class means",
    "Euclidean distance between the classes' mean positions, over all components kept. The stronger the colour, the farther.",
    [
      heatMap("Distance between the mean positions of every two classes.", {
        rows: names,
        columns: names,
        values,
        text: tickText,
      }),
      figuresTable(
        "distance between class means",
        ["class", ...names.map((name) => shown(name, 20))],
        names.map((name, row) => {
          const own = values.slice(row * names.length, (row + 1) * names.length);
          return [shown(name, 20)].concat(own.map((value) => html`${tickText(value)}`));
        }),
      ),
    ],
    "wide",
  );
}

const names = { tsne: "t-SNE", umap: "UMAP" } as const;

/** t-SNE or UMAP as a scatter; undefined where there were too few images. */
export function mapScatter(data: ReportData, structure: StructureFindings, of: "tsne" | "umap"): Scatter | undefined {
  const layout = structure[of];
  if (layout === undefined) return undefined;
  return {
    id: of,
    description: `${names[of]} map of ${pluralText(structure.images.length, "image")}.`,
    x: layout.filter((_, index) => index % 2 === 0),
    y: layout.filter((_, index) => index % 2 === 1),
    classOf: structure.images.map((image) => data.classOf[image] ?? 0),
    classes: data.classes.length,
    axes: undefined,
  };
}

function map(data: ReportData, structure: StructureFindings, of: "tsne" | "umap"): Markup | undefined {
  const scatter = mapScatter(data, structure, of);
  if (scatter === undefined) return undefined;
  const how = of === "tsne" ? `perplexity ${structure.perplexity}` : `${structure.umapNeighbours} neighbours`;
  return card(
    `${names[of]} map`,
    `Neighbours stay neighbours; distances between far groups and their sizes mean little (${how}).`,
    scatterFigure(data, scatter, undefined),
    "wide",
  );
}
