import { VergerError } from "../contract/errors.ts";
import type { StatisticsCheckpoints } from "../pca/fitOptions.ts";
import type { Statistics } from "../pca/statistics/statistics.ts";
import { statisticsFromBytes, statisticsToBytes } from "../pca/statistics/statisticsBytes.ts";
import type { FeatureTable } from "../results/featureTable.ts";
import { statisticsFile } from "../results/runFolder.ts";
import type { Storage } from "../storage/storage.ts";

/** Work that may be lost. */
const leastMilliseconds = 15_000;
/** Keeping statistics takes at most a tenth of the time. */
const timesItsDuration = 10;
/** More features have statistics of more than 200 MB: reading the rows again costs about as much. */
const mostFeatures = 7000;

export interface CheckpointOptions {
  readonly storage: Storage;
  readonly features: FeatureTable;
  /** Tells these features from others. */
  readonly digest: string;
  readonly now: () => Date;
}

/** Keeps the statistics of a PCA in its folder while they are added up; an earlier PCA of the same features is gone on from. */
export async function statisticsCheckpoints(options: CheckpointOptions): Promise<StatisticsCheckpoints> {
  const { storage, features, now } = options;
  const file = statisticsFile(options.digest);
  const milliseconds = (): number => now().getTime();
  let keptAt = milliseconds();
  let pause = leastMilliseconds;
  const statistics = await readStatistics(storage, file, features);

  return {
    ...(statistics === undefined
      ? {}
      : { from: { statistics, rowsAfter: () => features.rowBlocks(statistics.count) } }),
    isDue: (d) => d <= mostFeatures && milliseconds() - keptAt >= pause,
    keep: async (kept) => {
      const start = milliseconds();
      await storage.write(file, statisticsToBytes(kept));
      keptAt = milliseconds();
      pause = Math.max(leastMilliseconds, timesItsDuration * (keptAt - start));
    },
  };
}

/** Removes the statistics of PCAs that were under way, but those of `except`. */
export async function removeStatistics(storage: Storage, except?: string): Promise<void> {
  for (const { path } of await storage.list("pca/statistics-"))
    if (except === undefined || path !== statisticsFile(except)) await storage.remove(path);
}

/** What was kept, unless it cannot be of these features. */
async function readStatistics(storage: Storage, file: string, features: FeatureTable): Promise<Statistics | undefined> {
  if ((await storage.size(file)) === undefined) return undefined;
  try {
    const statistics = statisticsFromBytes(await storage.read(file));
    return statistics.mean.length === features.dimension && statistics.count <= features.rows ? statistics : undefined;
  } catch (error) {
    // A file cut short is as good as none: the rows are read from the start.
    if (error instanceof VergerError) return undefined;
    throw error;
  }
}
