/** A file of weights trained on ImageNet, published with keras.applications. */
export interface OfficialFile {
  readonly fileName: string;
  /** The folder below the base address. */
  readonly folder: string;
  /** The licence under which its authors gave the weights away. */
  readonly licence: string;
  /** Its length, as downloads by Keras show it. Told to people; nothing hangs on it. */
  readonly bytes: number;
  /** As Keras's own source gives it; Keras checks no digest for MobileNetV2. */
  readonly md5?: string;
}

/** Where Keras keeps them (`BASE_WEIGHT_PATH` and `WEIGHTS_PATH` in keras/src/applications). */
export const officialBaseUrl = "https://storage.googleapis.com/tensorflow/keras-applications/";
