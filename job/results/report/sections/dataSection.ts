import { barChart } from "../charts/barChart.ts";
import { heatMap } from "../charts/heatMap.ts";
import { sizeCounts, sizesChart, sizesText } from "../charts/sizesChart.ts";
import { thumbnail } from "../charts/thumbnail.ts";
import { countText, pluralText, tickText } from "../numberText.ts";
import { html, type Content, type Markup } from "../markup.ts";
import { className, type ReportData } from "../reportData.ts";
import { shown } from "../shownText.ts";
import { galleryOf } from "../survey/surveyImages.ts";
import { card, figuresTable, nothing, section, table } from "./section.ts";

/** Classes shown one by one; the rest are counted. */
export const mostClassesShown = 40;
const openGalleries = 12;
const mostRejectsShown = 200;

/** What the pictures look like: samples, counts, sizes, mean images, files that could not be used. */
export function dataSection(data: ReportData): Markup {
  const { images, classes, rejects, survey } = data;
  const labelled = classes.some(({ label }) => label !== null);
  const sampled = survey !== undefined && survey.examined < images.length;
  return section(
    "data",
    "What the data looks like",
    html`${pluralText(images.length, "image")}${labelled && ` in ${pluralText(classes.length, "class", "classes")}`},
    ${sizesText(sizeCounts(images))}.${
      sampled && ` The pictures themselves were examined in a sample of ${countText(survey.examined)}.`
    }${survey !== undefined && survey.unreadable > 0 && ` ${pluralText(survey.unreadable, "file")} could not be read again.`}`,
    [
      gallery(data),
      html`<div class="cards flow">
        ${labelled && countsCard(data)}${sizesCard(data)}${meanImagesCard(data)}${meanDistancesCard(data)}${rejectsCard(rejects)}
      </div>`,
    ],
  );
}

function gallery(data: ReportData): Markup {
  if (data.survey === undefined)
    return nothing("The images were not at hand when this page was made, so it shows no pictures.");
  const rows = galleryOf(data.classOf, data.classes.length)
    .slice(0, mostClassesShown)
    .map(
      (members, of) =>
        html`<li>
          <span class="name">${shown(className(data.classes[of]?.label ?? null), 48)}</span
          ><span class="tiles">${members.map((image) => thumbnail(data, image, 84))}</span>
        </li>`,
    );
  const rest = rows.slice(openGalleries);
  return html`<ul class="gallery" aria-label="Sample pictures of every class">
      ${rows.slice(0, openGalleries)}
    </ul>
    ${
      rest.length > 0 &&
      html`<details>
        <summary>${pluralText(rest.length, "more class", "more classes")}</summary>
        <ul class="gallery">
          ${rest}
        </ul>
      </details>`
    }`;
}

function countsCard({ classes }: ReportData): Markup {
  const bars = classes
    .slice(0, mostClassesShown)
    .map(({ label, count }) => ({ label: className(label), value: count, text: countText(count) }));
  const rest = classes.slice(mostClassesShown).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0)
    bars.push({ label: `${classes.length - mostClassesShown} more classes`, value: rest, text: countText(rest) });
  return card("Images by class", balanceText(classes.map(({ count }) => count)), [
    barChart(
      `Images by class: ${bars
        .slice(0, 5)
        .map(({ label, text }) => `${label} ${text}`)
        .join(", ")}.`,
      bars,
    ),
    figuresTable(
      "images by class",
      ["class", "images"],
      classes.map(({ label, count }) => [shown(className(label), 60), countText(count)]),
    ),
  ]);
}

function balanceText(counts: readonly number[]): string {
  const [largest = 0, smallest = 0] = [counts[0], counts.at(-1)];
  if (largest === smallest) return "Every class has the same number of images.";
  return `The largest class has ${tickText(largest / smallest)} times the images of the smallest.`;
}

function sizesCard({ images }: ReportData): Markup {
  const sizes = sizeCounts(images);
  if (sizes.length === 0) return card("Image sizes", undefined, nothing("The run folder holds no sizes."));
  const [only] = sizes;
  if (sizes.length === 1 && only !== undefined)
    return card(
      "Image sizes",
      undefined,
      nothing(`All ${countText(images.length)} images are ${only.width} × ${only.height} pixels.`),
    );
  return card("Image sizes", "A circle a size, its area the number of images; the dashed line is square.", [
    sizesChart(images),
    figuresTable(
      "image sizes",
      ["size", "images"],
      sizes.slice(0, 50).map(({ width, height, count }) => [`${width} × ${height}`, countText(count)]),
    ),
  ]);
}

function meanImagesCard({ survey, classes }: ReportData): Markup | undefined {
  if (survey === undefined) return undefined;
  return card(
    "Mean image of each class",
    "All pictures of a class laid over each other at 64 × 64. A sharp mean says that they are alike.",
    html`<ul class="means">
      ${classes.slice(0, mostClassesShown).map(({ label }, of) => {
        const uri = survey.meanImages[of];
        return uri === undefined
          ? ""
          : html`<li>
              <img src="${uri}" width="84" height="84" alt="Mean image of ${shownText(label)}" /><span
                >${shown(className(label), 16)}</span
              >
            </li>`;
      })}
    </ul>`,
  );
}

const wholeText = (value: number): string => tickText(Math.round(value));

const shownText = (label: string | null): string => `“${className(label).slice(0, 60).toWellFormed()}”`;

function meanDistancesCard({ survey, classes }: ReportData): Markup | undefined {
  if (survey === undefined || classes.length < 2) return undefined;
  const shownClasses = classes.slice(0, mostClassesShown).map(({ label }) => className(label));
  const values = shownClasses.flatMap((_, row) =>
    shownClasses.map((_, column) => survey.meanImageDistances[row * classes.length + column] ?? NaN),
  );
  return card(
    "Distance between mean images",
    "Mean squared difference (MSE) of the mean images, in levels² of 255. The stronger the colour, the more different.",
    [
      heatMap("Mean squared difference between the mean images of every two classes.", {
        rows: shownClasses,
        columns: shownClasses,
        values,
        text: wholeText,
      }),
      figuresTable(
        "distance between mean images",
        ["class", ...shownClasses.map((name) => shown(name, 20))],
        shownClasses.map((name, row): Content[] => {
          const own = values.slice(row * shownClasses.length, (row + 1) * shownClasses.length);
          return [shown(name, 20)].concat(own.map((value) => html`${wholeText(value)}`));
        }),
      ),
    ],
    shownClasses.length > 14 ? "wide" : "half",
  );
}

function rejectsCard(rejects: ReportData["rejects"]): Markup {
  if (rejects.length === 0)
    return card("Rejected files", undefined, nothing("None: every file that was found could be used."));
  return card(
    "Rejected files",
    `${pluralText(rejects.length, "file")} could not be used; the run went on without them.`,
    html`<div class="scroll" tabindex="0" role="region" aria-label="Rejected files">
        ${table(
          ["file", "reason"],
          rejects.slice(0, mostRejectsShown).map(({ path, reason }) => [shown(path, 60), shown(reason, 160)]),
          "text",
        )}
      </div>
      ${rejects.length > mostRejectsShown && html`<p>and ${countText(rejects.length - mostRejectsShown)} more in <code>rejects/</code>.</p>`}`,
    rejects.length > 8 ? "wide" : "half",
  );
}
