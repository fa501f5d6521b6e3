import { countText, percentText, pluralText, secondsText } from "../numberText.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { ReportData } from "../reportData.ts";
import { shown } from "../shownText.ts";

/** Name, the figures that matter, and whether the weights were trained: what a reader sees first. */
export function headline(data: ReportData): Markup {
  const { run, pca, images, classes, rejects, structure } = data;
  const kept = pca.explainedVarianceRatio.reduce((sum, ratio) => sum + ratio, 0);
  const labelled = classes.some(({ label }) => label !== null);
  const figures: (readonly [Content, string, Content] | undefined)[] = [
    [
      countText(images.length),
      images.length === 1 ? "image" : "images",
      labelled && `in ${pluralText(classes.length, "class", "classes")}`,
    ],
    [countText(rejects.length), "rejected", percentText(rejects.length / Math.max(1, images.length + rejects.length))],
    [countText(pca.features), "features", run.extractor === undefined ? undefined : shown(run.extractor)],
    [countText(pca.explainedVarianceRatio.length), "components", `${percentText(kept)} of the variance`],
    structure?.accuracy && [
      percentText(structure.accuracy.overall),
      "nearest neighbour agrees",
      `chance ${percentText(structure.accuracy.chance)}`,
    ],
    run.imagesPerSecond === undefined
      ? undefined
      : [
          countText(Number(run.imagesPerSecond.toPrecision(3))),
          "images per second",
          run.seconds === undefined ? undefined : `${secondsText(run.seconds)} in all`,
        ],
  ];
  return html`<header class="top">
    <p class="kicker">Verger · features and principal components</p>
    <h1>${shown(run.photographs ?? data.runId, 60)}</h1>
    <p class="when">run ${shown(data.runId, 60)}${run.finished !== undefined && ` · ${run.finished}`}</p>
    <dl class="headline">
      ${figures.map(
        (figure) =>
          figure &&
          html`<div>
            <dt>${figure[1]}</dt>
            <dd>${figure[0]}</dd>
            ${figure[2] && html`<dd class="aside">${figure[2]}</dd>`}
          </div>`,
      )}
    </dl>
    ${run.notTrained === undefined ? "" : notTrainedBanner(run.notTrained)}
  </header>`;
}

const notTrainedBanner = (why: string): Markup =>
  html`<p class="banner" role="note">
    <strong>These features come from a network that was not trained.</strong> Its weights are random numbers
    (${shown(why, 300)}). They show that the job works and how fast; they say little about the pictures. Run again with
    trained weights before you draw conclusions.
  </p>`;
