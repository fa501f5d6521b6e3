import { JobFailedError } from "../contract/errors.ts";
import type { ShardRecord } from "../results/shardRecord.ts";
import type { Storage } from "../storage/storage.ts";

/** @throws JobFailedError when no picture could be used, or too many could not */
export function requireFewRejects(
  shards: readonly ShardRecord[],
  maxRejects: number,
  storage: Pick<Storage, "locate">,
): void {
  const rejects = shards.reduce((sum, shard) => sum + shard.rejects, 0);
  const images = rejects + shards.reduce((sum, { rows }) => sum + rows, 0);
  const reasons = `The reasons are in ${storage.locate("rejects")} (path, reason).`;
  if (rejects === images) throw new JobFailedError(`None of the ${images} pictures could be used.`, reasons);
  if (rejects <= maxRejects * images) return;
  throw new JobFailedError(
    `${rejects} of ${images} pictures could not be used, more than ${maxRejects * 100} % (--max-rejects).`,
    `${reasons}\nMend or remove them, or accept them: resume this run with a higher --max-rejects, e.g. --max-rejects ${Math.ceil((rejects / images) * 100) / 100}`,
  );
}
