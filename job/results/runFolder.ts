import { InputError } from "../contract/errors.ts";

/** Names inside a run folder: the one place that knows its layout (docs/run-folder.md). */
const numbered = (folder: string, part: number, ending: string) =>
  `${folder}/part-${String(part).padStart(5, "0")}.${ending}`;

export const manifestFile = "run.json";
export const lockFile = "run.lock";
export const modelFile = "pca/model.json";
/** Statistics of a PCA under way, gone once it is complete. */
export const statisticsFile = (digest: string): string => `pca/statistics-${digest}.bin`;
export const projectionsCsvFile = "pca/pca.csv";
export const reportFile = "report/index.html";

export const featuresPart = (shard: number): string => numbered("features", shard, "parquet");
export const rejectsPart = (shard: number): string => numbered("rejects", shard, "parquet");
export const projectionsPart = (part: number): string => numbered("pca", part, "parquet");
export const shardRecordFile = (shard: number): string => numbered("shards", shard, "json");

/** Letters and digits that are not taken for one another when read aloud or copied by hand. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/**
 * A new run's name, e.g. `2026-11-21-k7f3`.
 * @param random uniform in [0, 1)
 */
export function runId(date: Date, random: () => number): string {
  const suffix = Array.from({ length: 4 }, () => alphabet[Math.floor(random() * alphabet.length)]);
  return `${date.toISOString().slice(0, 10)}-${suffix.join("")}`;
}

/** @throws InputError where a run of this name would not be a plain folder of the runs folder. */
export function requireRunName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return;
  throw new InputError(
    `${JSON.stringify(name)} is not the name of a run.`,
    "Use letters, digits, dots, dashes and underscores, a letter or digit first; --out says where runs go.",
  );
}
