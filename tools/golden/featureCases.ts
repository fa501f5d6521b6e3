import type { JobSpec } from "../../job/contract/jobSpec.ts";

/** One run of an extractor whose features Keras has computed too: on arithmetic pictures, or on the drawn JPEG files. */
export interface FeatureCase {
  readonly name: string;
  readonly extractor: JobSpec["extractor"];
  readonly pooling?: NonNullable<JobSpec["pooling"]>;
  readonly size: number;
  readonly seed: number;
  /** How many of `noisePictures`. */
  readonly noise?: number;
  /** Files of the golden folder, resized as Pillow does. */
  readonly files?: readonly string[];
  readonly resize?: JobSpec["resize"];
  readonly grey?: boolean;
}

const drawn = ["wide.jpg", "tall.jpg", "small.jpg"];

/** Every extractor, pooling and way of resizing, at even, odd, small and usual sizes. */
const cases: readonly Omit<FeatureCase, "name">[] = [
  { extractor: "mobilenet-v2", pooling: "avg", size: 224, seed: 0, noise: 2 },
  { extractor: "mobilenet-v2", pooling: "avg", size: 96, seed: 7, noise: 2 },
  { extractor: "mobilenet-v2", pooling: "max", size: 97, seed: 0, noise: 1 },
  { extractor: "mobilenet-v2", pooling: "flatten", size: 64, seed: 0, noise: 1 },
  { extractor: "vgg16", pooling: "avg", size: 64, seed: 0, noise: 2 },
  { extractor: "vgg16", pooling: "max", size: 75, seed: 0, noise: 1 },
  { extractor: "vgg16", pooling: "flatten", size: 64, seed: 0, noise: 1 },
  { extractor: "vgg16", pooling: "fc2", size: 224, seed: 0, noise: 1 },
  { extractor: "resnet50", pooling: "avg", size: 64, seed: 0, noise: 2 },
  { extractor: "resnet50", pooling: "max", size: 65, seed: 0, noise: 1 },
  { extractor: "resnet50", pooling: "flatten", size: 50, seed: 0, noise: 1 },
  { extractor: "mobilenet-v2", pooling: "avg", size: 224, seed: 0, files: drawn, resize: "bicubic" },
  { extractor: "mobilenet-v2", pooling: "avg", size: 224, seed: 0, files: drawn, resize: "nearest" },
  { extractor: "vgg16", pooling: "avg", size: 96, seed: 0, files: drawn, resize: "bicubic" },
  { extractor: "resnet50", pooling: "flatten", size: 50, seed: 0, files: ["wide.jpg"], resize: "bicubic" },
  { extractor: "resnet50", pooling: "flatten", size: 50, seed: 0, files: ["small.jpg"], resize: "nearest" },
  { extractor: "pixels", size: 20, seed: 0, files: drawn, resize: "nearest" },
  { extractor: "pixels", size: 32, seed: 0, files: drawn, resize: "bicubic" },
  { extractor: "pixels", size: 20, seed: 0, files: drawn, resize: "nearest", grey: true },
  { extractor: "pixels", size: 32, seed: 0, files: drawn, resize: "bicubic", grey: true },
];

export const featureCases: readonly FeatureCase[] = cases.map((each) => Object.assign({ name: nameOf(each) }, each));

function nameOf({ extractor, pooling, size, seed, noise, resize, grey }: Omit<FeatureCase, "name">): string {
  const input = noise === undefined ? `JPEG, ${String(resize)}` : `${noise} noise`;
  return [extractor, pooling, `${size} × ${size}`, input, grey && "grey", seed > 0 && `seed ${seed}`]
    .filter(Boolean)
    .join(" · ");
}
