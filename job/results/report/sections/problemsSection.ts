import { thumbnail } from "../charts/thumbnail.ts";
import { countText, percentText, pluralText } from "../numberText.ts";
import { html, type Markup } from "../markup.ts";
import { className, type ReportData } from "../reportData.ts";
import { shown, shownPath } from "../shownText.ts";
import type { ImageProblem } from "../survey/imageProblems.ts";
import { problemTiles } from "../survey/surveyImages.ts";
import { nothing, section, table } from "./section.ts";

const mostGroupsShown = 12;

/** What to look at before trusting the data: duplicates, dark, bright, blurred, empty and oddly shaped pictures. */
export function problemsSection(data: ReportData): Markup {
  const { survey } = data;
  if (survey === undefined)
    return section(
      "problems",
      "Image problems",
      undefined,
      nothing("The images were not at hand when this page was made; run verger report again where they are."),
    );
  const found = survey.problems.filter(({ images }) => images.length > 0);
  const affected = new Set(found.flatMap(({ images }) => images)).size;
  const clean = survey.problems.filter(({ images }) => images.length === 0).map(({ kind }) => kind);
  return section(
    "problems",
    "Image problems",
    found.length === 0
      ? "None of the problems looked for was found."
      : `${pluralText(affected, "image")} (${percentText(affected / survey.examined)}) may need a look. They are suggestions: nothing was left out of the run for them.`,
    [
      found.length > 0 && summaryTable(data, found),
      found.map((problem) => problemDetails(data, problem)),
      clean.length > 0 && html`<p class="quiet">Looked for and not found: ${clean.join(", ")}.</p>`,
    ],
  );
}

/** Problems by class. */
function summaryTable(data: ReportData, found: readonly ImageProblem[]): Markup {
  const counts = found.map(({ images }) => {
    const byClass = new Map<number, number>();
    for (const image of images) byClass.set(data.classOf[image] ?? 0, (byClass.get(data.classOf[image] ?? 0) ?? 0) + 1);
    return byClass;
  });
  const affected = data.classes.map((_, of) => of).filter((of) => counts.some((byClass) => byClass.has(of)));
  const rows = affected.slice(0, 40).map((of) => {
    const own = counts.map((byClass) => byClass.get(of) ?? 0);
    return [shown(className(data.classes[of]?.label ?? null), 32)].concat(
      own.map((count) => (count > 0 ? html`${countText(count)}` : html`<span class="none">0</span>`)),
    );
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Problems by class">
    ${table(
      ["class", ...found.map(({ kind }) => kind)],
      [
        [html`<strong>all</strong>`, ...found.map(({ images }) => html`<strong>${countText(images.length)}</strong>`)],
        ...rows,
      ],
    )}
  </div>`;
}

function problemDetails(data: ReportData, { kind, criterion, images, groups }: ImageProblem): Markup {
  const title = html`<h3>
      ${kind[0]?.toUpperCase()}${kind.slice(1)}
      <span class="count"
        >${
          groups === undefined
            ? countText(images.length)
            : `${pluralText(images.length, "image")} in ${pluralText(groups.length, "group")}`
        }</span
      >
    </h3>
    <p class="quiet">${criterion}</p>`;
  if (groups === undefined)
    return html`<div class="problem">
      ${title}
      <ul class="samples">
        ${images.slice(0, problemTiles).map((image) => sample(data, image))}
      </ul>
      ${more(images.length - problemTiles, "image")}
    </div>`;
  return html`<div class="problem">
    ${title}
    <div class="groups">
      ${groups.slice(0, mostGroupsShown).map(
        (group) =>
          html`<ul class="samples group">
            ${group.slice(0, 6).map((image) => sample(data, image))}${group.length > 6 && html`<li class="rest">+ ${group.length - 6}</li>`}${across(data, group)}
          </ul>`,
      )}
    </div>
    ${more(groups.length - mostGroupsShown, "group")}
  </div>`;
}

/** A picture that is in two classes has a wrong label in one of them, or the classes overlap. */
function across(data: ReportData, group: readonly number[]): Markup | undefined {
  const names = [...new Set(group.map((image) => data.classOf[image] ?? 0))].map((of) =>
    className(data.classes[of]?.label ?? null),
  );
  if (names.length < 2) return undefined;
  return html`<li class="across">
    <strong>in ${names.length} classes:</strong>
    ${names.slice(0, 3).map((name, at) => html`${at > 0 && ", "}${shown(name, 20)}`)}${names.length > 3 && " …"}
  </li>`;
}

const more = (count: number, noun: string): Markup | false =>
  count > 0 && html`<p class="quiet">and ${pluralText(count, `more ${noun}`)}</p>`;

function sample(data: ReportData, image: number): Markup {
  const path = data.images[image]?.path ?? "";
  return html`<li>
    ${thumbnail(data, image, 72) ?? html`<span class="tile empty"></span>`}<span class="path"
      >${shownPath(path, 30)}</span
    >
  </li>`;
}
