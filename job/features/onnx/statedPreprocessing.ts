import { InputError } from "../../contract/errors.ts";
import type { Preprocessing } from "../preprocessing.ts";

const formatKey = "Image.BitmapPixelFormat";
const rangeKey = "Image.NominalPixelRange";
const gammaKey = "Image.ColorSpaceGamma";

const channelOrders: Readonly<Record<string, Preprocessing["channelOrder"]>> = {
  rgb8: [0, 1, 2],
  bgr8: [2, 1, 0],
};

/** The least and the largest value a pixel gets. */
const ranges: Readonly<Record<string, readonly [least: number, largest: number]>> = {
  nominalrange_0_255: [0, 255],
  nominalrange_16_235: [16, 235],
  normalized_0_1: [0, 1],
  normalized_1_1: [-1, 1],
};

/**
 * How a file says its picture is to be normalised, in the words of ONNX (onnx.ai/onnx/repo-docs/MetadataProps.html).
 * @param metadata keys in lower case
 * @returns undefined where it does not say the range
 * @throws InputError for pictures we cannot make
 */
export function statedPreprocessing(metadata: ReadonlyMap<string, string>, path: string): Preprocessing | undefined {
  const stated = (key: string) => metadata.get(key.toLowerCase());
  const named = stated(rangeKey);
  if (named === undefined) return undefined;
  const range = ranges[named.toLowerCase()];
  const format = stated(formatKey) ?? "Rgb8";
  const channelOrder = channelOrders[format.toLowerCase()];
  const gamma = stated(gammaKey) ?? "SRGB";
  if (range === undefined) throw unknown(path, rangeKey, named);
  if (channelOrder === undefined) throw unknown(path, formatKey, format);
  if (gamma.toLowerCase() !== "srgb") throw unknown(path, gammaKey, gamma);
  // least + pixel × (largest − least) / 255, as (pixel − mean) / deviation.
  const [least, largest] = range;
  const deviation = 255 / (largest - least);
  const mean = least === 0 ? 0 : -least * deviation;
  return { channelOrder, mean: [mean, mean, mean], deviation: [deviation, deviation, deviation] };
}

function unknown(path: string, key: string, value: string): InputError {
  return new InputError(
    `${path} says ${key} is ${value}, which Verger does not make`,
    "Give preprocess, or mean and deviation, to overrule what the file says.",
  );
}
