import { seededRandom } from "../../../random/seededRandom.ts";
import type { ImageClass, ReportImage, SurveyFindings } from "../reportData.ts";
import { sampleRows } from "../structure/sampleRows.ts";
import { examineImages } from "./examineImages.ts";
import { imageProblems, type ImageProblem } from "./imageProblems.ts";
import { pictureUri, thumbnailSheets } from "./thumbnailSheets.ts";

export type SurveyStage = "images" | "thumbnails";

export interface SurveyOptions {
  readonly seed: number;
  readonly onProgress: (stage: SurveyStage, done: number, total: number) => void;
}

/** Images examined at most; a larger run is sampled, and the page says so. */
const mostExamined = 20_000;
/** Thumbnails in the page at most: what keeps it under 3 MB. */
const mostThumbnails = 1000;
/** Of each class in the gallery, and of each problem, at most. */
const galleryTiles = 10;
export const problemTiles = 24;

/** Looks at the images of a run; undefined where none of them can be read any more. */
export async function surveyImages(
  folder: string,
  images: readonly ReportImage[],
  classes: readonly ImageClass[],
  classOf: Int32Array,
  { seed, onProgress }: SurveyOptions,
): Promise<SurveyFindings | undefined> {
  const sample = sampleRows(images.length, mostExamined, seededRandom(seed));
  const paths = images.map(({ path }) => path);
  const sampledPaths = [...sample].map((index) => paths[index] ?? "");
  const sampledClasses = sample.map((index) => classOf[index] ?? 0);
  const { digests, facts, means } = await examineImages(folder, sampledPaths, sampledClasses, classes.length, (d, t) =>
    onProgress("images", d, t),
  );
  const unreadable = facts.filter((fact) => fact === undefined).length;
  if (unreadable === sample.length) return undefined;

  const positionInSample = new Map([...sample].map((index, position) => [index, position]));
  const problems = imageProblems(
    images.map(({ width, height }, index) => {
      const position = positionInSample.get(index) ?? -1;
      return { width, height, digest: digests[position], facts: facts[position] };
    }),
  );
  const chosen = chooseThumbnails(images.length, classOf, classes.length, problems, seed);
  return {
    problems,
    examined: sample.length,
    unreadable,
    thumbnails: await thumbnailSheets(folder, paths, chosen, chosen.length <= 300 ? 96 : 56, (d, t) =>
      onProgress("thumbnails", d, t),
    ),
    meanImages: await Promise.all(
      classes.map(async (_, of) => {
        const mean = means.mean(of);
        return mean && (await pictureUri(Uint8Array.from(mean, Math.round), Math.sqrt(mean.length / 3)));
      }),
    ),
    meanImageDistances: means.distances(),
  };
}

/** All where they fit; otherwise what the problems and the gallery show, and a sample for the scatter plots. */
function chooseThumbnails(
  count: number,
  classOf: Int32Array,
  classes: number,
  problems: readonly ImageProblem[],
  seed: number,
): number[] {
  const everything = Array.from({ length: count }, (_, index) => index);
  if (count <= mostThumbnails) return everything;
  const chosen = new Set(problems.flatMap(({ images }) => images.slice(0, problemTiles)));
  for (const index of galleryOf(classOf, classes).flat()) chosen.add(index);
  for (const index of sampleRows(count, mostThumbnails, seededRandom(seed))) chosen.add(index);
  return [...chosen].slice(0, mostThumbnails).toSorted((a, b) => a - b);
}

/** For every class, images spread evenly over its sorted paths. */
export function galleryOf(classOf: Int32Array, classes: number): number[][] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (const [index, of] of classOf.entries()) members[of]?.push(index);
  return members.map((all) =>
    all.length <= galleryTiles
      ? all
      : Array.from({ length: galleryTiles }, (_, i) => all[Math.floor((i * all.length) / galleryTiles)] ?? 0),
  );
}
