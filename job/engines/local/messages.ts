import type { ExitCode } from "../../contract/errors.ts";
import type { ImageEntry } from "../../images/listImages.ts";
import type { PreparedModel } from "../../features/prepareModel.ts";
import type { JobSpec } from "../../contract/jobSpec.ts";
import type { Shard } from "../planShards.ts";

/** What a worker thread is started with. */
export interface WorkerSetup {
  readonly model: PreparedModel;
  readonly spec: JobSpec;
  readonly imagesFolder: string;
  /** A folder or a URL. */
  readonly runFolder: string;
  /** Where a cloud's SDK finds who is signed in. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the results depend on besides the photographs: see shardInput.ts. */
  readonly identity: string;
  /** One 32-bit flag shared by all workers: not 0 means stop after the current forward pass. */
  readonly stop: SharedArrayBuffer;
}

export type ToWorker = { readonly kind: "shard"; readonly shard: Shard<ImageEntry> } | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly images: number; readonly rejects: number }
  | { readonly kind: "committed"; readonly shard: number }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly failure: WorkerFailure };

/** An error that crossed a thread border. */
export interface WorkerFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Set for errors a person can act on. */
  readonly advice: { readonly exitCode: ExitCode; readonly hint: string } | undefined;
}
