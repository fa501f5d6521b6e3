import type { Matrix } from "../../pca/matrix.ts";
import type { RejectRow } from "../featureRow.ts";
import type { Structure } from "./structure/structure.ts";
import type { ImageProblem } from "./survey/imageProblems.ts";

/** Everything the page says, as values: the page is a pure function of it. */
export interface ReportData {
  readonly runId: string;
  /** Images with features, by path. */
  readonly images: readonly ReportImage[];
  /** Largest first, then by name; one class without a name where labels are off. */
  readonly classes: readonly ImageClass[];
  /** Index into `classes` of every image. */
  readonly classOf: Int32Array;
  readonly rejects: readonly RejectRow[];
  /** Indices of the images the scatter plots show, ascending: all of them but in a very large run. */
  readonly plotted: Int32Array;
  readonly pca: PcaFindings;
  readonly run: RunFacts;
  /** Undefined where the images could not be read again. */
  readonly survey: SurveyFindings | undefined;
  readonly structure: StructureFindings | undefined;
  /** The first components as pictures (data URIs), where the features are pixels. */
  readonly eigenimages: readonly string[] | undefined;
}

export interface ReportImage {
  readonly path: string;
  /** Pixels; undefined where the run folder holds no features. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface ImageClass {
  /** Null: the images carry no labels. */
  readonly label: string | null;
  readonly count: number;
}

export interface PcaFindings {
  /** Features before the PCA. */
  readonly features: number;
  /** images × k, row-major. */
  readonly projections: Matrix;
  readonly explainedVariance: readonly number[];
  readonly explainedVarianceRatio: readonly number[];
  readonly solver: string;
  readonly standardised: boolean;
  readonly constantFeatures: number;
  /** k × features. */
  readonly components: Matrix | undefined;
  /** Side of the RGB picture whose values the features are; undefined unless the extractor is `pixels`. */
  readonly picture: { readonly side: number } | undefined;
}

/** What run.json says of the run, in the order it is shown. */
export interface RunFacts {
  readonly extractor: string | undefined;
  readonly weights: string | undefined;
  /** Name of the folder of photographs. */
  readonly photographs: string | undefined;
  /** The command that makes the same run again, an option a part; undefined for a run that no such command makes. */
  readonly again: readonly string[] | undefined;
  /** Why the weights are no trained network; undefined where they are. */
  readonly notTrained: string | undefined;
  readonly imagesPerSecond: number | undefined;
  readonly seconds: number | undefined;
  readonly finished: string | undefined;
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  readonly groups: readonly { readonly title: string; readonly facts: readonly (readonly [string, string])[] }[];
}

export interface SurveyFindings {
  readonly problems: readonly ImageProblem[];
  /** Images looked at; fewer than all of them in a large run or where files are gone. */
  readonly examined: number;
  readonly unreadable: number;
  readonly thumbnails: Thumbnails;
  /** By class: a square RGB picture as a data URI; undefined where no image of the class could be read. */
  readonly meanImages: readonly (string | undefined)[];
  /** classes × classes: mean squared difference of the mean images, levels² of 255; NaN where one is missing. */
  readonly meanImageDistances: Float64Array;
}

/** Small pictures on shared sheets. */
export interface Thumbnails {
  /** Side of a tile on its sheet, in pixels. */
  readonly tile: number;
  readonly columns: number;
  readonly tilesPerSheet: number;
  /** Data URIs. */
  readonly sheets: readonly string[];
  /** Image index → position among all tiles. */
  readonly positionOf: ReadonlyMap<number, number>;
}

export interface StructureFindings extends Structure {
  /** Indices of the images that were used, ascending. */
  readonly images: Int32Array;
  /** Principal components used. */
  readonly dimension: number;
}

export const className = (label: string | null): string => label ?? "no label";
