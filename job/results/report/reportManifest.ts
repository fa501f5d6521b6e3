import { z } from "zod";

/** A field that is left out where it is missing or of another form than expected. */
const lenient = <T extends z.ZodType>(field: T) => field.optional().catch(undefined);
const text = lenient(z.string());
const number = lenient(z.number());
const anything = lenient(z.record(z.string(), z.unknown()));

/**
 * What the page needs of run.json (`RunManifest`). Every field may be missing: a report is made of any run folder, also
 * of one that an older or newer version wrote, that failed half-way, or that `verger pca` made.
 */
const Manifest = z.looseObject({
  runId: text,
  state: text,
  failure: text,
  verger: text,
  spec: anything,
  identity: text,
  images: lenient(z.looseObject({ folder: text, count: number, bytes: number, listing: text })),
  extractor: lenient(z.looseObject({ name: text, inputSize: number, dimension: number })),
  weights: lenient(z.looseObject({ label: text, trained: lenient(z.boolean()), sha256: text, note: text })),
  engine: anything,
  pca: lenient(z.looseObject({ solver: text, scaled: lenient(z.boolean()) })),
  seconds: lenient(z.record(z.string(), z.number())),
  peakMemoryBytes: number,
  imagesPerSecond: number,
  machine: lenient(
    z.looseObject({ platform: text, architecture: text, processor: text, cores: number, memoryBytes: number }),
  ),
  runtime: anything,
  warnings: lenient(z.array(z.string())),
  startedAt: text,
  finishedAt: text,
  attempts: number,
  cloud: anything,
  receipt: anything,
});

export type ReportManifest = Partial<z.output<typeof Manifest>>;

/** The manifest as far as it can be read; empty where it is not one at all. */
export function parseManifest(json: unknown): ReportManifest {
  const result = Manifest.safeParse(json);
  return result.success ? result.data : {};
}
