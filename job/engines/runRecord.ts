import { JobFailedError, VergerError } from "../contract/errors.ts";
import type { JobSpec } from "../contract/jobSpec.ts";
import type { PreparedModel } from "../features/prepareModel.ts";
import { type RunManifest, writeManifest } from "../results/runManifest.ts";
import type { ShardRecord } from "../results/shardRecord.ts";
import type { Storage } from "../storage/storage.ts";
import type { PcaStageResult } from "./writeProjections.ts";
import { describeMachine, runtimeVersions } from "./surroundings.ts";

/** What is known of a run before its first picture. */
export interface RunStart {
  readonly runId: string;
  readonly spec: JobSpec;
  readonly identity: string;
  readonly images: RunManifest["images"];
  readonly model: { readonly model: PreparedModel; readonly note: string | undefined };
  readonly engine: RunManifest["engine"];
  readonly vergerVersion: string;
  /** Versions beside Node's and the libraries' that decide the numbers. */
  readonly runtime?: Readonly<Record<string, string>>;
  /** Most memory the job held so far; null where it is spread over machines. */
  peakMemoryBytes(): number | null;
  now(): Date;
}

/** Keeps `run.json` true while a run goes on: written at the start, after the features, and at the end. */
export class RunRecord {
  readonly #storage: Pick<Storage, "write">;
  readonly #now: () => Date;
  readonly #peakMemoryBytes: () => number | null;
  readonly #startedAt: number;
  #manifest: RunManifest;

  private constructor(storage: Pick<Storage, "write">, manifest: RunManifest, start: RunStart) {
    this.#storage = storage;
    this.#manifest = manifest;
    this.#now = () => start.now();
    this.#peakMemoryBytes = () => start.peakMemoryBytes();
    this.#startedAt = start.now().getTime();
  }

  static async start(
    storage: Pick<Storage, "write">,
    earlier: RunManifest | undefined,
    start: RunStart,
  ): Promise<RunRecord> {
    const record = new RunRecord(storage, firstManifest(start, earlier), start);
    await writeManifest(storage, record.#manifest);
    return record;
  }

  get shardsDone(): number {
    return this.#manifest.counts.shardsDone;
  }

  /** The features are done: what every shard came to, and how long this attempt took for `imagesNow` pictures. */
  async featurized(shards: readonly ShardRecord[], seconds: number, imagesNow: number): Promise<void> {
    const features = shards.reduce((sum, { rows }) => sum + rows, 0);
    const rejects = shards.reduce((sum, shard) => sum + shard.rejects, 0);
    const { counts, seconds: earlier } = this.#manifest;
    await this.#write({
      counts: { ...counts, features, rejects, shardsDone: shards.length },
      seconds: { ...earlier, featurize: seconds },
      imagesPerSecond: imagesNow > 0 && seconds > 0 ? imagesNow / seconds : null,
      files: shards.flatMap(({ files }) => files),
    });
  }

  shardCommitted(): void {
    const { counts } = this.#manifest;
    this.#manifest = { ...this.#manifest, counts: { ...counts, shardsDone: counts.shardsDone + 1 } };
  }

  warn(message: string): void {
    this.#manifest = { ...this.#manifest, warnings: [...this.#manifest.warnings, message] };
  }

  projected({ model, files }: Pick<PcaStageResult, "model" | "files">, seconds: number): void {
    this.#manifest = {
      ...this.#manifest,
      pca: {
        components: model.components.rows,
        explainedVarianceRatio: [...model.explainedVarianceRatio],
        solver: model.solver,
        scaled: this.#manifest.spec.scale,
        constantFeatures: model.constantFeatures.length,
      },
      files: [...this.#manifest.files, ...files],
      seconds: { ...this.#manifest.seconds, pca: seconds },
    };
  }

  async succeed(): Promise<RunManifest> {
    return this.#end("succeeded");
  }

  async interrupt(): Promise<void> {
    await this.#end("interrupted");
  }

  /** Notes why the run failed and gives the error to throw; a disk that cannot even take that must not hide it. */
  async fail(error: unknown): Promise<unknown> {
    const failure = error instanceof Error ? error.message : String(error);
    try {
      await this.#end("failed", { failure });
    } catch {
      return error;
    }
    return error instanceof VergerError || !(error instanceof Error)
      ? error
      : new JobFailedError(failure, "Run again with --verbose for the whole trace.", { cause: error });
  }

  async #end(state: RunManifest["state"], more: Partial<RunManifest> = {}): Promise<RunManifest> {
    const now = this.#now();
    const seconds = { ...this.#manifest.seconds, total: (now.getTime() - this.#startedAt) / 1000 };
    const peakMemoryBytes = this.#peakMemoryBytes();
    await this.#write({ ...more, state, seconds, peakMemoryBytes, finishedAt: now.toISOString() });
    return this.#manifest;
  }

  async #write(changes: Partial<RunManifest>): Promise<void> {
    this.#manifest = { ...this.#manifest, ...changes };
    await writeManifest(this.#storage, this.#manifest);
  }
}

function firstManifest(start: RunStart, earlier: RunManifest | undefined): RunManifest {
  const { model, note } = start.model;
  return {
    version: 1,
    runId: start.runId,
    state: "running",
    verger: start.vergerVersion,
    spec: start.spec,
    identity: start.identity,
    images: start.images,
    extractor: { name: start.spec.extractor, inputSize: model.inputSize, dimension: model.dimension },
    weights:
      model.kind === "pixels"
        ? null
        : {
            label: model.weights.label,
            trained: model.weights.trained,
            sha256: model.weights.sha256,
            ...(note === undefined ? {} : { note }),
          },
    engine: start.engine,
    counts: { images: start.images.count, features: 0, rejects: 0, shardsDone: 0 },
    pca: null,
    seconds: { featurize: 0, pca: 0, total: 0 },
    imagesPerSecond: null,
    peakMemoryBytes: null,
    machine: describeMachine(),
    runtime: { ...runtimeVersions(), ...start.runtime },
    files: [],
    warnings: note === undefined ? [] : [`weights are not trained: ${note}`],
    startedAt: earlier?.startedAt ?? start.now().toISOString(),
    finishedAt: null,
    attempts: (earlier?.attempts ?? 0) + 1,
  };
}
