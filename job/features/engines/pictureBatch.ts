import type { RgbImage } from "../../contract/rgbImage.ts";
import type { OnnxInput } from "../preparedModel.ts";
import { type Preprocessing, preprocessings } from "../preprocessing.ts";

/** Packs pictures into a network's input, in a buffer that is reused from call to call. */
export interface PictureBatch {
  fill(images: readonly RgbImage[]): { readonly data: Uint8Array | Float32Array; readonly shape: readonly number[] };
}

/** @param size side of the pictures; `fill` throws when one is of another size */
export function pictureBatch(input: OnnxInput, size: number): PictureBatch {
  const length = size * size * 3;
  const Values = input.type === "uint8" ? Uint8Array : Float32Array;
  let buffer: Uint8Array | Float32Array = new Values(0);
  const write = writer(input);
  return {
    fill(images) {
      if (buffer.length < images.length * length) buffer = new Values(images.length * length);
      const data = buffer.subarray(0, images.length * length);
      for (const [place, image] of images.entries()) {
        if (image.width !== size || image.height !== size)
          throw new Error(`a picture of ${image.width} × ${image.height} where ${size} × ${size} is due`);
        write(image.data, data.subarray(place * length, (place + 1) * length));
      }
      const axes = input.layout === "NHWC" ? [size, size, 3] : [3, size, size];
      return { data, shape: [images.length, ...axes] };
    },
  };
}

type Write = (pixels: Uint8Array, into: Uint8Array | Float32Array) => void;

function writer(input: OnnxInput): Write {
  if (input.type === "float32") return normaliser(input.layout, input.preprocessing);
  return input.layout === "NHWC" ? copy : normaliser(input.layout, preprocessings.none);
}

const copy: Write = (pixels, into) => into.set(pixels);

/** Writes `(pixel − mean) / deviation`, looked up: a byte has 256 values. */
function normaliser(layout: "NHWC" | "NCHW", { channelOrder, mean, deviation }: Preprocessing): Write {
  const channels = channelOrder.map((pictureChannel, c) => ({
    pictureChannel,
    values: Float32Array.from({ length: 256 }, (_, pixel) => (pixel - (mean[c] ?? 0)) / (deviation[c] ?? 1)),
  }));
  return (pixels, into) => {
    const positions = pixels.length / 3;
    for (const [c, { pictureChannel, values }] of channels.entries()) {
      const step = layout === "NHWC" ? 3 : 1;
      let to = layout === "NHWC" ? c : c * positions;
      for (let from = pictureChannel; from < pixels.length; from += 3, to += step)
        into[to] = values[pixels[from] ?? 0] ?? 0;
    }
  };
}
