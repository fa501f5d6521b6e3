import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, resolve } from "node:path";
import { seededRandom } from "../../random/seededRandom.ts";
import { diskStorage } from "../../storage/diskStorage.ts";
import { openStorage } from "../../storage/openStorage.ts";
import { reportFile } from "../runFolder.ts";
import { eigenimages } from "./eigenimages.ts";
import { loadRun, type LoadedRun } from "./loadRun.ts";
import { page } from "./page.ts";
import type { PcaFindings, ReportData, StructureFindings } from "./reportData.ts";
import { figurePng, reportFigures } from "./reportFigures.ts";
import { runFacts } from "./runFacts.ts";
import { sampleRows } from "./structure/sampleRows.ts";
import type { StructureStage } from "./structure/structure.ts";
import { structureInWorker } from "./structure/structureInWorker.ts";
import { surveyImages, type SurveyStage } from "./survey/surveyImages.ts";
import { pictureUri } from "./survey/thumbnailSheets.ts";
import { textSummary } from "./textSummary.ts";

export interface ReportOptions {
  /** Where the images are now (default: where run.json says they were). The page is made without them too. */
  readonly imagesFolder?: string;
  /** Of samples, t-SNE and UMAP: the same seed gives the same page (default 0). */
  readonly seed?: number;
  readonly onProgress?: (stage: ReportStage, done: number, total: number) => void;
  /** Where a cloud's SDK finds who is signed in, for a run in a bucket. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Also write every plot there, as SVG and PNG. */
  readonly figuresFolder?: string;
}

export type ReportStage = SurveyStage | StructureStage;

export interface WrittenReport {
  readonly path: string;
  readonly bytes: number;
  readonly seconds: number;
  /** The page in a few lines for a terminal of so many columns. */
  readonly summary: (columns: number) => string[];
  /** Figures written, relative to `figuresFolder`. */
  readonly figures: readonly string[];
}

/** Points in a scatter plot at most. */
const mostPlotted = 30_000;
/** Images at most for t-SNE, UMAP, silhouette and nearest neighbours, which compare all pairs. */
const mostStructured = 2500;
/** Components at most for the same. */
const mostDimensions = 50;

/**
 * Makes `report/index.html` of a run, in its folder or its bucket: one page that needs nothing but itself.
 * @throws InputError where the folder holds no finished PCA
 */
export async function writeReport(runFolder: string, options: ReportOptions = {}): Promise<WrittenReport> {
  const started = performance.now();
  const storage = await openStorage(runFolder, { workingFolder: ".", environment: options.environment ?? {} });
  const data = await reportData(runFolder, await loadRun(storage), options);
  const bytes = new TextEncoder().encode(page(data));
  await storage.write(reportFile, bytes);
  const figures = options.figuresFolder === undefined ? [] : await writeFigures(data, options.figuresFolder);
  return {
    path: storage.locate(reportFile),
    bytes: bytes.byteLength,
    seconds: (performance.now() - started) / 1000,
    summary: (columns) => textSummary(data, columns),
    figures,
  };
}

async function reportData(runFolder: string, run: LoadedRun, options: ReportOptions): Promise<ReportData> {
  const { seed = 0, onProgress = () => undefined } = options;
  const { images, classes, classOf, manifest } = run;
  const imagesFolder = options.imagesFolder ?? folderOf(manifest.images?.folder);
  const pca = pcaFindings(run);
  return {
    runId: manifest.runId ?? basename(resolve(runFolder)),
    images,
    classes,
    classOf,
    rejects: run.rejects,
    plotted: sampleRows(images.length, mostPlotted, seededRandom(seed)),
    pca,
    run: runFacts(manifest),
    survey:
      imagesFolder === undefined || !existsSync(imagesFolder)
        ? undefined
        : await surveyImages(imagesFolder, images, classes, classOf, { seed, onProgress }),
    structure: await structureFindings(run, seed, onProgress),
    eigenimages:
      pca.picture && pca.components
        ? await Promise.all(eigenimages(pca.components).map((data) => pictureUri(data, pca.picture?.side ?? 1)))
        : undefined,
  };
}

function pcaFindings({ projections, model, manifest }: LoadedRun): PcaFindings {
  const features = model.components.columns;
  const side = Math.sqrt(features / 3);
  return {
    features,
    projections,
    explainedVariance: [...model.explainedVariance],
    explainedVarianceRatio: [...model.explainedVarianceRatio],
    solver: model.solver,
    standardised: manifest.pca?.scaled === true || manifest.spec?.scale === true,
    constantFeatures: model.constantFeatures.length,
    components: model.components,
    picture: manifest.extractor?.name === "pixels" && Number.isInteger(side) ? { side } : undefined,
  };
}

async function structureFindings(
  { projections, classes, classOf }: LoadedRun,
  seed: number,
  onProgress: (stage: StructureStage, done: number, total: number) => void,
): Promise<StructureFindings | undefined> {
  const { rows, columns, values } = projections;
  if (rows < 3) return undefined;
  // Drawn from the plotted images, so that every mark of a map has its path on the page.
  const plotted = sampleRows(rows, mostPlotted, seededRandom(seed));
  const images = sampleRows(plotted.length, mostStructured, seededRandom(seed + 1)).map((at) => plotted[at] ?? 0);
  const dimension = Math.min(columns, mostDimensions);
  const points = new Float64Array(images.length * dimension);
  for (const [row, image] of images.entries())
    points.set(values.subarray(image * columns, image * columns + dimension), row * dimension);
  const labelled = classes.some(({ label }) => label !== null);
  const structure = await structureInWorker(
    {
      points: { count: images.length, dimension, values: points },
      classOf: labelled ? images.map((image) => classOf[image] ?? 0) : undefined,
      classes: classes.length,
      seed,
    },
    onProgress,
  );
  return { ...structure, images, dimension };
}

async function writeFigures(data: ReportData, folder: string): Promise<string[]> {
  const storage = diskStorage(folder);
  const written: string[] = [];
  for (const figure of reportFigures(data)) {
    await storage.write(`${figure.name}.svg`, new TextEncoder().encode(figure.svg));
    await storage.write(`${figure.name}.png`, await figurePng(figure));
    written.push(`${figure.name}.svg`, `${figure.name}.png`);
  }
  return written;
}

/** run.json names the home folder as `~`. */
function folderOf(folder: string | undefined): string | undefined {
  return folder?.replace(/^~(?=$|[/\\])/, homedir());
}
