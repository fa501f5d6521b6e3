/** What a running job tells whoever watches it; every engine emits the same. */
export type JobEvent =
  | {
      readonly kind: "images";
      readonly folder: string;
      readonly images: number;
      readonly bytes: number;
      readonly labels: number;
    }
  | { readonly kind: "download"; readonly file: string; readonly received: number; readonly total: number | undefined }
  | {
      readonly kind: "model";
      readonly extractor: string;
      readonly dimension: number;
      readonly weights: string;
      readonly trained: boolean;
    }
  | {
      readonly kind: "run";
      /** What computes the features, as it is shown: `onnxruntime`. */
      readonly inference: string;
      readonly runId: string;
      readonly folder: string;
      readonly workers: number;
      readonly images: number;
      /** Images of shards that an earlier attempt finished. */
      readonly alreadyDone: number;
      readonly alreadyRejected: number;
    }
  /** An earlier attempt finished the run: nothing is computed again. */
  | { readonly kind: "finished"; readonly runId: string; readonly finishedAt: string }
  | { readonly kind: "featurized"; readonly images: number; readonly rejects: number }
  | { readonly kind: "pca"; readonly stage: "statistics" | "projections"; readonly rows: number }
  | { readonly kind: "warning"; readonly message: string };

export type JobListener = (event: JobEvent) => void;
