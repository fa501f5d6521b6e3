import { z } from "zod";
import { JobFailedError } from "../contract/errors.ts";
import { JobSpec } from "../contract/jobSpec.ts";
import type { Storage } from "../storage/storage.ts";
import { manifestFile } from "./runFolder.ts";
import { Sha256, WrittenFile } from "./writtenFile.ts";

const digest = Sha256;
const count = z.int().min(0);
const seconds = z.number().min(0);

const Images = z.strictObject({
  folder: z.string().describe("As it was given"),
  count: count.describe("Pictures found"),
  bytes: count,
  listing: digest.describe("Digest of every path, label, size and time: another set of pictures gives another one"),
});

const Extractor = z.strictObject({
  name: z.string(),
  inputSize: count.describe("Side of the square input, in pixels"),
  dimension: count.describe("Features of one picture"),
});

const Weights = z.strictObject({
  label: z.string().describe("As it is shown, e.g. `imagenet (official, cached)` or `seeded:0 (not trained)`"),
  trained: z.boolean().describe("False for seeded weights: features then say little about the pictures"),
  sha256: digest,
  note: z.string().optional().describe("Why other weights than the ones asked for were used"),
});

const Engine = z.strictObject({
  name: z.enum(["local", "spark"]),
  workers: count,
  shards: count,
});

const Pca = z.strictObject({
  components: count,
  explainedVarianceRatio: z.array(z.number()).describe("Share of the variance of each component, descending"),
  solver: z.string(),
  scaled: z.boolean(),
  constantFeatures: count.describe("Features without variance; their scale is 1"),
});

const Machine = z.strictObject({
  platform: z.string(),
  architecture: z.string(),
  processor: z.string(),
  cores: count,
  memoryBytes: count,
});

/** `run.json`: what was computed, from what, with what, how it went. Never holds a host's or a person's name. */
export const RunManifest = z
  .strictObject({
    version: z.literal(1),
    runId: z.string(),
    state: z.enum(["running", "succeeded", "failed", "interrupted"]),
    failure: z.string().optional().describe("Why the run failed"),
    verger: z.string().describe("Version of verger"),
    spec: z.unknown().pipe(JobSpec).describe("The job, with every default filled in"),
    identity: digest.describe("Digest of all that the features depend on besides the pictures"),
    images: Images,
    extractor: Extractor,
    weights: Weights.nullable().describe("Null for extractors without weights"),
    engine: Engine,
    counts: z.strictObject({ images: count, features: count, rejects: count, shardsDone: count }),
    pca: Pca.nullable().describe("Null until the PCA is done"),
    seconds: z.strictObject({ featurize: seconds, pca: seconds, total: seconds }).describe("Of the last attempt"),
    peakMemoryBytes: count.nullable().describe("Most memory the process held, of the last attempt"),
    imagesPerSecond: z.number().min(0).nullable().describe("Of the last attempt; null when it featurised none"),
    machine: Machine,
    runtime: z.record(z.string(), z.string()).describe("Versions of Node and of the libraries that decide the numbers"),
    files: z.array(WrittenFile).describe("Every result with its size and digest"),
    warnings: z.array(z.string()),
    startedAt: z.iso.datetime().describe("Of the first attempt"),
    finishedAt: z.iso.datetime().nullable(),
    attempts: z.int().min(1),
    cloud: z
      .strictObject({
        stack: z.string(),
        region: z.string(),
        nodes: z.string(),
        priceUsd: z.union([z.number().min(0), z.literal("unknown")]),
      })
      .optional()
      .describe("Where and for how much, for a run in a cloud"),
  })
  .describe("The manifest of a run");

export type RunManifest = z.output<typeof RunManifest>;

/** Replaces the run's manifest. */
export async function writeManifest(storage: Pick<Storage, "write">, manifest: RunManifest): Promise<void> {
  await storage.write(manifestFile, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** The run's manifest, or undefined where there is none. @throws JobFailedError where it cannot be understood. */
export async function readManifest(
  storage: Pick<Storage, "size" | "read" | "locate">,
): Promise<RunManifest | undefined> {
  if ((await storage.size(manifestFile)) === undefined) return undefined;
  const text = new TextDecoder().decode(await storage.read(manifestFile));
  return parseManifest(text, storage.locate(manifestFile));
}

/** @param place where the manifest is, for the person who reads that it cannot be understood (JobFailedError) */
export function parseManifest(text: string, place: string): RunManifest {
  try {
    return RunManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new JobFailedError(
      `${place} is not a manifest this version of verger understands.`,
      "Use the version that wrote it, or start a new run.",
      { cause },
    );
  }
}
