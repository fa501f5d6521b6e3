import type { Preprocessing } from "./preprocessing.ts";
import type { TfjsGraph } from "./tfjs/lowerToTfjs.ts";

/** What computes the features, ready to be posted to worker threads (`structuredClone` keeps the bytes shared). */
export type PreparedModel = OnnxModel | TfjsModel | PixelsModel;

export interface OnnxModel {
  readonly kind: "onnx";
  /** The model file, in shared memory. */
  readonly onnx: Uint8Array<SharedArrayBuffer>;
  readonly input: OnnxInput;
  readonly outputName: string;
  /** Side of the square input, in pixels. */
  readonly inputSize: number;
  /** Whether the model takes one picture at a time. */
  readonly oneByOne: boolean;
  /** d, the number of features of one picture. */
  readonly dimension: number;
  readonly weights: WeightsIdentity;
}

/**
 * `uint8` models take the pixels as they are and normalise them inside the graph; `float32` ones get what
 * `preprocessing` makes of them. NHWC is n × size × size × 3, NCHW n × 3 × size × size.
 */
export type OnnxInput =
  | { readonly name: string; readonly type: "uint8"; readonly layout: "NHWC" | "NCHW" }
  | {
      readonly name: string;
      readonly type: "float32";
      readonly layout: "NHWC" | "NCHW";
      readonly preprocessing: Preprocessing;
    };

export interface TfjsModel {
  readonly kind: "tfjs";
  readonly graph: TfjsGraph;
  readonly preprocessing: Preprocessing;
  readonly inputSize: number;
  readonly dimension: number;
  readonly weights: WeightsIdentity;
}

export interface PixelsModel {
  readonly kind: "pixels";
  readonly inputSize: number;
  /** 3, or 1 for grey. */
  readonly channels: 1 | 3;
  readonly dimension: number;
}

/** Where the weights came from, as run.json and the screen tell it. */
export interface WeightsIdentity {
  readonly kind: "imagenet" | "seeded" | "file";
  /** E.g. `imagenet (official, cached)`, `seeded:0 (not trained)`, `mine.h5`. */
  readonly label: string;
  /** Whether anyone trained them, as far as can be known: false for `seeded` only. */
  readonly trained: boolean;
  /** SHA-256 of the weights file, or of the lowered model for seeded weights. */
  readonly sha256: string;
}
