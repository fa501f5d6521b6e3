import { readFileSync } from "node:fs";
import type { JobSpec } from "../../job/contract/jobSpec.ts";
import { modelPicture } from "../../job/engines/modelPicture.ts";
import { openExtractor } from "../../job/features/openExtractor.ts";
import { decodeRgb } from "../../job/images/decodeRgb.ts";
import type { FeatureCase } from "./featureCases.ts";
import { noisePictures } from "./noisePictures.ts";
import { seededModel } from "./seededModel.ts";

/** What Keras and we both compute: pictures, golden features, their shapes. */
export const goldenFolder = new URL("../../test/job/features/golden/", import.meta.url);

/** Our features of a case, from the JPEG files on where it has some. @returns n × dimension */
export async function runFeatureCase(
  { extractor: name, pooling, size, seed, noise, files = [], resize = "bicubic", grey = false }: FeatureCase,
  engine: JobSpec["engine"],
): Promise<{ readonly features: Float32Array; readonly dimension: number }> {
  const model = await seededModel({ extractor: name, pooling, size, grey, engine }, seed);
  const extractor = await openExtractor(structuredClone(model));
  try {
    const pictures =
      noise === undefined
        ? await Promise.all(files.map((file) => drawnPicture(file, size, { resize, grey })))
        : noisePictures(noise, size);
    return { features: await extractor.extract(pictures), dimension: extractor.dimension };
  } finally {
    await extractor.release();
  }
}

async function drawnPicture(file: string, size: number, spec: Pick<JobSpec, "resize" | "grey">) {
  const bytes = readFileSync(new URL(file, goldenFolder));
  return modelPicture(await decodeRgb(bytes, { maxPixels: 1e6, exifOrientation: false }), size, spec);
}
