/** A slice of the sorted listing that is featurised and committed as one. */
export interface Shard<T> {
  readonly index: number;
  readonly entries: readonly T[];
}

const wantedShards = 16;
const smallest = 16;
const largest = 256;
const largestBytes = 32 * 2 ** 20;

/**
 * Cuts a listing into shards. The cut depends on the number of images and of features only, never on the number of
 * workers, so that every run of the same job has the same parts. At most 256 images and 32 MiB of features a shard:
 * that is what a killed run loses at most, times the workers.
 */
export function planShards<T>(entries: readonly T[], dimension: number): Shard<T>[] {
  const even = Math.ceil(entries.length / wantedShards / smallest) * smallest;
  const affordable = Math.max(1, Math.floor(largestBytes / (dimension * Float32Array.BYTES_PER_ELEMENT)));
  const size = Math.min(Math.max(smallest, even), largest, affordable);
  const shards: Shard<T>[] = [];
  for (let start = 0; start < entries.length; start += size) {
    shards.push({ index: shards.length, entries: entries.slice(start, start + size) });
  }
  return shards;
}
