import type { poolings } from "../contract/jobSpec.ts";
import type { Network } from "./networks/layer.ts";
import type { PreprocessingMode } from "./preprocessing.ts";
import type { OfficialFile } from "./weights/officialFile.ts";

export type Pooling = (typeof poolings)[number];

/** What is to be known of an extractor before any weight is read. */
export type ExtractorDefinition = Described &
  (NetworkDefinition | { readonly kind: "pixels" } | { readonly kind: "onnxFile" });

interface Described {
  readonly name: string;
  /** One line for screens and help. */
  readonly summary: string;
  /** Side of the square input, in pixels, when none is asked for. */
  readonly defaultSize: number;
  readonly minimumSize: number;
}

export interface NetworkDefinition {
  readonly kind: "network";
  readonly preprocessing: PreprocessingMode;
  /** The first one is the default. */
  readonly poolings: readonly [Pooling, ...Pooling[]];
  /** Poolings that work on one size only, as their layers have weights for that many positions. */
  readonly fixedSize?: Readonly<Partial<Record<Pooling, number>>>;
  /** Sizes with a file of trained weights of their own, where not every size has the same. */
  readonly trainedSizes?: readonly number[];
  describe(size: number, pooling: Pooling): Network;
  /** The file of trained weights Keras loads. */
  officialFile(size: number, pooling: Pooling): OfficialFile;
}
