import { InputError } from "../contract/errors.ts";
import type { JobSpec } from "../contract/jobSpec.ts";
import { lockFile } from "../results/runFolder.ts";
import { lockRun } from "../results/runLock.ts";
import { readManifest, type RunManifest } from "../results/runManifest.ts";
import type { Storage } from "../storage/storage.ts";

/** What a run is made of; a run is only gone on with when all three are the same. */
export interface RunInputs {
  readonly spec: JobSpec;
  /** Digest of the spec's feature fields and the model: see shardInput.ts. */
  readonly identity: string;
  /** Digest of the photographs. */
  readonly listing: string;
}

export interface OpenRun {
  /** The manifest an earlier attempt left, or undefined for a new run. */
  readonly earlier: RunManifest | undefined;
  close(): Promise<void>;
}

/**
 * Takes a run folder for this process: a new one, or one of the same job to go on with.
 * @throws InputError when another process writes it, or when it holds another job's results
 */
export async function openRun(storage: Storage, inputs: RunInputs, mustExist: boolean): Promise<OpenRun> {
  const found = await readManifest(storage);
  if (found === undefined && mustExist) {
    throw new InputError(
      `There is no run to resume in ${storage.locate("")}.`,
      "Check the run id and --out; without --resume a new run starts.",
    );
  }
  if (found === undefined && (await foreignFiles(storage)) > 0) {
    throw new InputError(
      `${storage.locate("")} exists and is not a run of verger.`,
      "Choose another --run-id or --out; nothing was changed.",
    );
  }
  if (found !== undefined) refuseOther(found, inputs, storage.locate(""));
  const close = await lockRun(storage);
  await storage.discardUnfinished();
  // Read again: between the first look and the lock another process may have ended.
  return { earlier: await readManifest(storage), close };
}

/** Files that are not a run's: a process killed right after it took the lock leaves nothing but the lock. */
async function foreignFiles(storage: Storage): Promise<number> {
  return (await storage.list("")).filter(({ path }) => !path.startsWith(lockFile)).length;
}

/** @throws InputError where what was found is another job than the one asked for. */
export function refuseOther(found: RunManifest, inputs: RunInputs, place: string): void {
  const changed = [
    ...(found.images.listing === inputs.listing ? [] : [`the photographs (${found.images.count} then)`]),
    ...(found.identity === inputs.identity ? [] : ["the extractor, its weights or how pictures are read"]),
    ...(found.state === "succeeded" && pcaChoice(found.spec) !== pcaChoice(inputs.spec)
      ? ["the choice of components, scale or csv"]
      : []),
  ];
  if (changed.length === 0) return;
  throw new InputError(
    `The run in ${place} is another job's: ${changed.join(" and ")} changed since.`,
    "Start a new run (no --resume, no --run-id): its folder gets a name of its own. For another PCA of the same features: verger pca.",
  );
}

function pcaChoice({ components, variance, scale, csv }: JobSpec): string {
  return JSON.stringify([components ?? null, variance ?? null, scale, csv]);
}
