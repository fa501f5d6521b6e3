import type { Network } from "./networks/layer.ts";
import type { OfficialFile } from "./weights/officialFile.ts";
import type { PreprocessingMode } from "./preprocessing.ts";

/** What is to be known of an extractor before any weight is read. */
export interface ExtractorDefinition {
  readonly name: string;
  /** One line for screens and help. */
  readonly summary: string;
  /** Side of the square input, in pixels, when none is asked for. */
  readonly defaultSize: number;
  readonly minimumSize: number;
  readonly preprocessing: PreprocessingMode;
  /** d, the number of features of one picture of this size. */
  dimension(size: number): number;
  /** The network with its pooling; absent where the pixels themselves are the features. */
  readonly network?: (size: number) => Network;
  /** The file of trained weights Keras loads for this size; absent where there is nothing to load. */
  readonly officialFile?: (size: number) => OfficialFile;
}
