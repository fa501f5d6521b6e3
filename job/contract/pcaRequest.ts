import { z } from "zod";
import { JobSpec } from "./jobSpec.ts";
import { solverNames } from "./solverNames.ts";

const { components, variance, scale, csv } = JobSpec.shape;

/** A PCA of features that stand in Parquet files: the options of `verger pca`. */
export const PcaRequest = z
  .strictObject({
    features: z.string().min(1).describe("Parquet file, folder of them, or a pattern in quotes"),
    out: z.string().min(1).describe("Folder that receives pca/; one that holds none"),
    components,
    variance,
    scale,
    whiten: z.boolean().default(false).describe("Divide each projection by the standard deviation of its component"),
    solver: z.enum(solverNames).default("auto").describe("How to solve it; auto chooses by shape"),
    column: z.string().min(1).optional().describe("Column of features (default: the only list of numbers)"),
    csv,
  })
  .refine((request) => request.components === undefined || request.variance === undefined, {
    error: "give components or variance, not both",
    path: ["components"],
  });

export type PcaRequest = z.output<typeof PcaRequest>;

/** Features to project on the components of an earlier PCA: the options of `verger pca transform`. */
export const TransformRequest = z.strictObject({
  model: z.string().min(1).describe("Folder with the PCA to use: a run, or what verger pca wrote"),
  features: PcaRequest.shape.features,
  out: PcaRequest.shape.out,
  column: PcaRequest.shape.column,
  csv,
});

export type TransformRequest = z.output<typeof TransformRequest>;
