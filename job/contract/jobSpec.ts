import { z } from "zod";

/** The networks and transforms that turn a picture into features. */
export const extractorNames = ["mobilenet-v2", "vgg16", "resnet50", "pixels", "onnx"] as const;

/** How a network's last feature map becomes a row of features; `fc2` is VGG16's last hidden layer. */
export const poolings = ["avg", "max", "flatten", "fc2"] as const;

/** What computes a network: onnxruntime, or TensorFlow.js (tfjs-node where installed, else WebAssembly). */
export const inferenceEngines = ["onnxruntime", "tfjs"] as const;

/** Keras's `preprocess_input` modes, `unit` for 0 to 1, and `none` for the pixels as they are, 0-255. */
export const preprocessingModes = ["tf", "caffe", "torch", "unit", "none"] as const;

/** Where an ONNX file's picture input has its channels: n × 3 × side × side, or n × side × side × 3. */
export const inputLayouts = ["nchw", "nhwc"] as const;

/** How a picture is brought to the extractor's size. Both give Pillow's result. */
export const resizeMethods = ["bicubic", "nearest"] as const;

/** Where a picture's label comes from. */
export const labelSources = ["parent", "none"] as const;

const weightsPattern = /^(imagenet|seeded|seeded:\d{1,9}|.+\.(h5|hdf5|keras|onnx))$/i;

/** Red, green and blue. */
const channelValues = z
  .string()
  .regex(/^\s*\d*\.?\d+(\s*,\s*\d*\.?\d+){2}\s*$/, "expected three numbers with commas, such as 0.485,0.456,0.406");

/**
 * What a job computes, whatever runs it. The same fields are the options of `verger job`,
 * a YAML file (`--spec job.yaml`) and the `job` part of a stack's configuration.
 */
export const JobSpec = z
  .strictObject({
    extractor: z.enum(extractorNames).default("mobilenet-v2").describe("What turns a picture into features"),
    weights: z
      .string()
      .regex(weightsPattern, "expected imagenet, seeded, seeded:N, or a path that ends in .h5, .keras or .onnx")
      .default("imagenet")
      .describe(
        "imagenet (official file, cached), seeded[:N] (random, not trained), or your own .h5, .keras or .onnx file",
      ),
    size: z
      .int()
      .min(1)
      .max(4096)
      .optional()
      .describe("Side of the square input, in pixels (default: the extractor's own)"),
    pooling: z
      .enum(poolings)
      .optional()
      .describe("How the last feature map becomes features (default avg; fc2 for vgg16 only)"),
    grey: z.boolean().default(false).describe("One value a pixel instead of three (extractor pixels only)"),
    preprocess: z
      .enum(preprocessingModes)
      .optional()
      .describe("Normalisation of the input (default: the extractor's own, or what an .onnx file says)"),
    mean: channelValues
      .optional()
      .describe("Instead of preprocess: means of red, green, blue on a scale of 0 to 1, with commas"),
    deviation: channelValues.optional().describe("Standard deviations that go with mean, on the same scale"),
    layout: z
      .enum(inputLayouts)
      .optional()
      .describe("Axes of an .onnx file's input, where the file leaves them open (default: read from it)"),
    output: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The value of an .onnx file that holds the features: an output or any inner one (default: its only output)",
      ),
    halfWeights: z
      .boolean()
      .default(false)
      .describe("Keep the network's kernels in half precision: half the model in a bundle, nearly the same features"),
    resize: z.enum(resizeMethods).default("bicubic").describe("Resampling, equal to Pillow's"),
    exifOrientation: z.boolean().default(false).describe("Turn photographs as their EXIF tag says (Keras does not)"),
    label: z.enum(labelSources).default("parent").describe("Label of an image: the name of its folder, or none"),
    components: z.int().min(1).optional().describe("Number of principal components"),
    variance: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe("Keep as many components as explain this share of the variance"),
    scale: z.boolean().default(false).describe("Standardise each feature before the PCA"),
    engine: z.enum(inferenceEngines).default("onnxruntime").describe("What computes the network"),
    batch: z.int().min(1).max(256).default(2).describe("Images per forward pass of the network"),
    maxPixels: z.int().min(1).default(100_000_000).describe("Larger images are rejected unread (decompression bombs)"),
    maxRejects: z.number().min(0).max(1).default(0.05).describe("Share of rejected images above which the run fails"),
    csv: z.boolean().default(false).describe("Write pca.csv beside the Parquet files"),
  })
  .refine((spec) => spec.components === undefined || spec.variance === undefined, {
    error: "give components or variance, not both",
    path: ["components"],
  })
  .describe("What a Verger job computes");

export type JobSpec = z.output<typeof JobSpec>;
export type JobSpecInput = z.input<typeof JobSpec>;

/** The fields that decide which model a job computes with: what a cluster's bundle is built from. */
export const modelFields = [
  "extractor",
  "weights",
  "size",
  "pooling",
  "grey",
  "preprocess",
  "mean",
  "deviation",
  "layout",
  "output",
  "halfWeights",
] as const satisfies readonly (keyof JobSpec)[];

/** Share of the variance kept when neither `components` nor `variance` is given. */
export const defaultVariance = 0.9;
