import type { preprocessingModes } from "../contract/jobSpec.ts";

export type PreprocessingMode = (typeof preprocessingModes)[number];

/** A network sees `(pixel − mean) / deviation`, channel by channel, in `channelOrder`. */
export interface Preprocessing {
  /** Which of the picture's channels (0 red, 1 green, 2 blue) each of the network's channels is. */
  readonly channelOrder: readonly [number, number, number];
  /** By the network's channels, in 0-255 units. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

const scaled = (values: readonly [number, number, number]): [number, number, number] => [
  values[0] * 255,
  values[1] * 255,
  values[2] * 255,
];

/** The constants of `keras.applications.imagenet_utils.preprocess_input`, and two plain ranges. */
export const preprocessings: Readonly<Record<PreprocessingMode, Preprocessing>> = {
  tf: { channelOrder: [0, 1, 2], mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] },
  caffe: { channelOrder: [2, 1, 0], mean: [103.939, 116.779, 123.68], deviation: [1, 1, 1] },
  torch: { channelOrder: [0, 1, 2], mean: scaled([0.485, 0.456, 0.406]), deviation: scaled([0.229, 0.224, 0.225]) },
  unit: { channelOrder: [0, 1, 2], mean: [0, 0, 0], deviation: [255, 255, 255] },
  none: { channelOrder: [0, 1, 2], mean: [0, 0, 0], deviation: [1, 1, 1] },
};
