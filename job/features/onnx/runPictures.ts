import { type InferenceSession, Tensor } from "onnxruntime-node";
import type { RgbImage } from "../../contract/rgbImage.ts";
import { type PictureBatch, pictureBatch } from "../engines/pictureBatch.ts";
import type { OnnxModel } from "../preparedModel.ts";

/** One forward pass. @returns the output's values, in memory of their own */
export async function runPictures(
  session: InferenceSession,
  { input, inputSize, outputName }: Pick<OnnxModel, "input" | "inputSize" | "outputName">,
  images: readonly RgbImage[],
  batch: PictureBatch = pictureBatch(input, inputSize),
): Promise<Float32Array> {
  const { data, shape } = batch.fill(images);
  const tensor = data instanceof Uint8Array ? new Tensor("uint8", data, shape) : new Tensor("float32", data, shape);
  const { [outputName]: output } = await session.run({ [input.name]: tensor }, [outputName]);
  if (output === undefined || !(output.data instanceof Float32Array) || output.dims[0] !== images.length)
    throw new Error(`the output ${outputName} is not float32 with a row for each picture`);
  return output.data.slice();
}
