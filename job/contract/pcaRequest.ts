import { z } from "zod";
import { JobSpec } from "./jobSpec.ts";

const { components, variance, scale, csv } = JobSpec.shape;

/** A PCA of features that stand in Parquet files: the options of `verger pca`. */
export const PcaRequest = z
  .strictObject({
    features: z.string().min(1).describe("Parquet file, folder of them, or a pattern in quotes"),
    out: z.string().min(1).describe("Folder that receives pca/; one that holds none"),
    components,
    variance,
    scale,
    column: z.string().min(1).optional().describe("Column of features (default: the only list of numbers)"),
    csv,
  })
  .refine((request) => request.components === undefined || request.variance === undefined, {
    error: "give components or variance, not both",
    path: ["components"],
  });

export type PcaRequest = z.output<typeof PcaRequest>;
