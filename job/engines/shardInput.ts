import { createHash } from "node:crypto";
import type { JobSpec } from "../contract/jobSpec.ts";
import type { PreparedModel } from "../features/prepareModel.ts";
import type { ImageEntry } from "../images/listImages.ts";

/** The fields of a spec that features do not depend on: they may change between a run and its resume. */
const afterFeatures: ReadonlySet<string> = new Set<keyof JobSpec>([
  "components",
  "variance",
  "scale",
  "csv",
  "maxRejects",
  "weights",
]);

/** Digest of all that decides a picture's features besides the picture: spec fields and the model (not the name of its weights, their bytes). */
export function featureIdentity(spec: JobSpec, model: PreparedModel): string {
  const fields = Object.entries(spec)
    .filter(([field, value]) => !afterFeatures.has(field) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const weights = model.kind === "pixels" ? null : model.weights.sha256;
  return digest([fields, weights, model.inputSize, model.dimension]);
}

/** Digest of what one shard is computed from. */
export function shardInput(identity: string, entries: readonly ImageEntry[]): string {
  return digest([identity, entries.map(({ path, label, bytes, modifiedMs }) => [path, label, bytes, modifiedMs])]);
}

/** Digest of a listing: other files, sizes or times give another one. */
export function listingDigest(entries: readonly ImageEntry[]): string {
  return shardInput("listing", entries);
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
