import { loadingsChart } from "../charts/loadingsChart.ts";
import { componentsNeeded, cumulativeShares, screeChart, varianceMarks } from "../charts/screeChart.ts";
import { mostFeatures } from "../loadingStrengths.ts";
import { countText, percentText, pluralText, tickText } from "../numberText.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportData } from "../reportData.ts";
import { card, figuresTable, section } from "./section.ts";
import { scatterFigure } from "./scatterFigure.ts";
import { pcaScatter } from "./pcaScatter.ts";

/** Components whose places are in the page, to choose from. */
export const selectableComponents = 10;

/** What the principal components show: where the images lie, how much each explains, which features carry them. */
export function pcaSection(data: ReportData): Markup {
  const { pca } = data;
  const kept = cumulativeShares(pca.explainedVarianceRatio).at(-1) ?? 0;
  return section(
    "pca",
    "What PCA found",
    html`${countText(pca.features)} ${pca.standardised ? "standardised " : ""}features became
    ${pluralText(pca.explainedVarianceRatio.length, "component")} that keep ${percentText(kept)} of the variance.
    Solver:
    ${pca.solver}.${pca.constantFeatures > 0 && ` ${pluralText(pca.constantFeatures, "feature")} never changed.`}`,
    html`<div class="cards">${scatterCard(data)}${screeCard(data)}${loadingsCard(data)}${eigenimagesCard(data)}</div>`,
  );
}

function scatterCard(data: ReportData): Markup {
  const ratios = data.pca.explainedVarianceRatio.slice(0, selectableComponents);
  const select = (axis: "x" | "y", chosen: number) =>
    html`<label
      >${axis === "x" ? "across" : "up"}
      <select data-axis="${axis}">
        ${ratios.map(
          (ratio, index) =>
            html`<option value="${index}" ${index === chosen && html` selected`}>
              component ${index + 1} · ${percentText(ratio)}
            </option>`,
        )}
      </select></label
    >`;
  return card(
    "Images in the plane of two components",
    html`Every mark is an image, coloured and shaped by its class. Marks that lie together have similar
    features.${
      data.plotted.length < data.images.length &&
      html` <strong
        >A sample of ${countText(data.plotted.length)} of ${countText(data.images.length)} images is shown.</strong
      >`
    }`,
    scatterFigure(data, pcaScatter(data), ratios.length > 1 && [select("x", 0), select("y", 1)]),
    "wide",
  );
}

function screeCard({ pca }: ReportData): Markup {
  const ratios = pca.explainedVarianceRatio;
  const cumulative = cumulativeShares(ratios);
  const needed = componentsNeeded(ratios);
  const sentences = varianceMarks.map((mark, index) => {
    const components = needed[index];
    return html`<li>
      <strong>${components === undefined ? `more than ${ratios.length}` : components}</strong> for
      ${Math.round(mark * 100)} %
    </li>`;
  });
  return card(
    "Variance explained",
    "Bars: each component's share. Line: all up to it. Components needed:",
    [
      html`<ul class="needed">
        ${sentences}
      </ul>`,
      screeChart(ratios),
      figuresTable(
        "variance explained",
        ["component", "variance", "share", "together"],
        ratios.map((ratio, index) => [
          index + 1,
          tickText(pca.explainedVariance[index] ?? NaN),
          percentText(ratio, 2),
          percentText(cumulative[index] ?? NaN, 2),
        ]),
      ),
    ],
    "wide",
  );
}

function loadingsCard({ pca }: ReportData): Markup | undefined {
  if (pca.components === undefined || pca.picture !== undefined) return undefined;
  const shown = Math.min(pca.features, mostFeatures);
  return card(
    "Features that carry the components",
    `The ${shown} features with the strongest loadings. A cell is the loading's size times √${countText(pca.features)}: 1 is what every feature would have if all counted alike. Columns are numbers of features, from 0.`,
    loadingsChart(pca.components),
    "wide",
  );
}

/** With the `pixels` extractor a component is itself a picture; the pictures are made with the other plots. */
function eigenimagesCard({ eigenimages }: ReportData): Markup | undefined {
  if (eigenimages === undefined || eigenimages.length === 0) return undefined;
  return card(
    "Components as pictures",
    "Each component is a pattern of pixels. Grey: no weight; lighter and darker: weights of opposite sign.",
    html`<ul class="means">
      ${eigenimages.map(
        (uri, index) =>
          html`<li>
            <img src="${uri}" width="84" height="84" alt="Pattern of component ${index + 1}" /><span
              >component ${index + 1}</span
            >
          </li>`,
      )}
    </ul>`,
    "wide",
  );
}
