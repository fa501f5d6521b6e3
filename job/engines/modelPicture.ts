import type { JobSpec } from "../contract/jobSpec.ts";
import type { RgbImage } from "../contract/rgbImage.ts";
import { greyLevels } from "../features/greyLevels.ts";
import { resizeRgb } from "../images/resizeRgb.ts";

/** A decoded picture as the extractor takes it: greyed where asked for, before the resize as Keras does, then resized. */
export function modelPicture(image: RgbImage, inputSize: number, spec: Pick<JobSpec, "grey" | "resize">): RgbImage {
  return resizeRgb(spec.grey ? greyPicture(image) : image, inputSize, inputSize, spec.resize);
}

/** Red, green and blue all the grey level: greying it once more, as the pixels extractor does, changes nothing. */
function greyPicture({ width, height, data }: RgbImage): RgbImage {
  const grey = greyLevels(data);
  return { width, height, data: Uint8Array.from(data, (_, at) => grey[Math.floor(at / 3)] ?? 0) };
}
