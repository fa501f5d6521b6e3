import { z } from "zod";
import { InputError } from "../contract/errors.ts";
import type { PcaModel } from "../pca/pcaModel.ts";
import type { Storage } from "../storage/storage.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { modelFile } from "./runFolder.ts";
import { sha256 } from "./sha256.ts";
import { jsonBytes, writeFile, WrittenFile } from "./writtenFile.ts";

const share = z.number().min(0);

/** `pca/model.json`: what a PCA found, and where its arrays are. A projection is ((x - mean) / scale) · componentsᵀ. */
export const PcaModelFile = z
  .strictObject({
    version: z.literal(1),
    samples: z.int().min(1).describe("Rows the model was fitted on"),
    features: z.int().min(1).describe("d, numbers in a row"),
    components: z.int().min(1).describe("k, components kept"),
    explainedVariance: z.array(z.number()).describe("k variances, divided by samples - 1, descending"),
    explainedVarianceRatio: z.array(share).describe("k shares of totalVariance"),
    totalVariance: z.number().describe("Variance of all features, after scaling if asked for"),
    whiten: z.boolean().default(false).describe("Projections are divided by the square roots of explainedVariance"),
    solver: z.string().describe("How the components were found"),
    constantFeatures: z.array(z.int().min(0)).describe("Indices of features without variance"),
    arrays: z
      .strictObject({
        mean: WrittenFile.describe("d means"),
        scale: WrittenFile.describe("d divisors, 1 unless standardised"),
        components: WrittenFile.describe("k × d, orthonormal rows"),
      })
      .describe("float64 arrays in NumPy's .npy format"),
  })
  .describe("A fitted principal component analysis");
export type PcaModelFile = z.output<typeof PcaModelFile>;

const arrayFile = { mean: "pca/mean.npy", scale: "pca/scale.npy", components: "pca/components.npy" } as const;

/** Writes the arrays, then model.json. @returns every file written, model.json last. */
export async function writePcaModel(storage: Pick<Storage, "write">, model: PcaModel): Promise<WrittenFile[]> {
  const { rows: k, columns: d, values } = model.components;
  const arrays = {
    mean: await writeFile(storage, arrayFile.mean, encodeNpy([d], model.mean)),
    scale: await writeFile(storage, arrayFile.scale, encodeNpy([d], model.scale)),
    components: await writeFile(storage, arrayFile.components, encodeNpy([k, d], values)),
  };
  const file: PcaModelFile = {
    version: 1,
    samples: model.samples,
    features: d,
    components: k,
    explainedVariance: [...model.explainedVariance],
    explainedVarianceRatio: [...model.explainedVarianceRatio],
    totalVariance: model.totalVariance,
    whiten: model.whiten,
    solver: model.solver,
    constantFeatures: [...model.constantFeatures],
    arrays,
  };
  return [...Object.values(arrays), await writeFile(storage, modelFile, jsonBytes(file))];
}

/** Reads a model back, bit for bit. @throws InputError where a file is missing, damaged or of another model. */
export async function readPcaModel(storage: Storage): Promise<PcaModel> {
  const file = await readModelFile(storage);
  const array = async (written: WrittenFile, rows: number) => {
    const bytes = await storage.read(written.path);
    if (sha256(bytes) !== written.sha256)
      throw new InputError(
        `${storage.locate(written.path)} is not the file that ${modelFile} was written with`,
        "copy the whole pca folder again, or run the PCA again",
      );
    const matrix = decodeNpy(bytes);
    if (matrix.rows !== rows || matrix.columns !== file.features)
      throw new InputError(
        `${storage.locate(written.path)} is ${matrix.rows} × ${matrix.columns}, expected ${rows} × ${file.features}`,
        "run the PCA again",
      );
    return matrix;
  };
  return {
    samples: file.samples,
    mean: (await array(file.arrays.mean, 1)).values,
    scale: (await array(file.arrays.scale, 1)).values,
    components: await array(file.arrays.components, file.components),
    explainedVariance: Float64Array.from(file.explainedVariance),
    explainedVarianceRatio: Float64Array.from(file.explainedVarianceRatio),
    totalVariance: file.totalVariance,
    whiten: file.whiten,
    solver: file.solver,
    constantFeatures: file.constantFeatures,
  };
}

async function readModelFile(storage: Storage): Promise<PcaModelFile> {
  const content = await storage.read(modelFile);
  try {
    return PcaModelFile.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (error) {
    throw new InputError(
      `${storage.locate(modelFile)} is not a PCA model of this version`,
      "give the folder of a run whose PCA is finished",
      { cause: error },
    );
  }
}
