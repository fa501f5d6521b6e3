import type { JobSpec } from "../contract/jobSpec.ts";
import { decodeRgb } from "../images/decodeRgb.ts";
import type { ImageTask } from "./featurizeShard.ts";
import { modelPicture } from "./modelPicture.ts";

export type Decoding = Pick<JobSpec, "maxPixels" | "exifOrientation" | "grey" | "resize">;

/** A picture as a task: read, decoded and resized when its turn comes. */
export function pictureTask(
  { path, label }: Pick<ImageTask, "path" | "label">,
  read: () => Promise<Uint8Array>,
  inputSize: number,
  spec: Decoding,
): ImageTask {
  return {
    path,
    label,
    async load() {
      const image = await decodeRgb(await read(), spec);
      return { width: image.width, height: image.height, pixels: modelPicture(image, inputSize, spec) };
    },
  };
}
