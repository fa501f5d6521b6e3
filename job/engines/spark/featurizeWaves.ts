import { JobFailedError } from "../../contract/errors.ts";
import { shardRecordFile } from "../../results/runFolder.ts";
import { ShardRecord } from "../../results/shardRecord.ts";
import { jsonBytes } from "../../results/writtenFile.ts";
import type { Cluster } from "./cluster.ts";
import type { RunPlan } from "./planRun.ts";
import type { RunFiles } from "./runFiles.ts";

/** Two at a time: the cores that one wave no longer needs serve the next. */
const atOnce = 2;

/** The waves an earlier attempt finished: of the same input, and their files have their sizes. */
export async function finishedWaves(run: Pick<RunFiles, "read" | "sizes">, plan: RunPlan): Promise<ShardRecord[]> {
  const kept: ShardRecord[] = [];
  for (let wave = 0; wave < plan.shards; wave++) {
    const text = await run.read(shardRecordFile(wave));
    if (text === null) continue;
    const record = ShardRecord.safeParse(JSON.parse(text));
    if (!record.success)
      throw new JobFailedError(
        `${shardRecordFile(wave)} is not a shard record of this version`,
        "Remove that file and submit the job again: the shard is computed again.",
      );
    const { input, files } = record.data;
    if (input !== plan.input) continue;
    const sizes = await run.sizes(files.map(({ path }) => path));
    if (files.every(({ bytes }, index) => sizes[index] === bytes)) kept.push(record.data);
  }
  return kept;
}

export interface Waves {
  readonly cluster: Pick<Cluster, "featurize" | "run">;
  readonly plan: RunPlan;
  /** Waves that are not done again. */
  readonly kept: readonly ShardRecord[];
  /** Told of each wave as it is done. */
  committed(record: ShardRecord): Promise<void>;
  now(): Date;
}

/**
 * Computes the missing waves. After a failure none is begun any more, and the one beside it is awaited.
 * @throws what the cluster threw first
 */
export async function featurizeWaves(waves: Waves): Promise<ShardRecord[]> {
  const done = new Set(waves.kept.map(({ shard }) => shard));
  const missing = Array.from({ length: waves.plan.shards }, (_, wave) => wave).filter((wave) => !done.has(wave));
  const queue = missing.values();
  const records: ShardRecord[] = [];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const wave of queue) {
      try {
        const record = await featurize(waves, wave);
        records.push(record);
        await waves.committed(record);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failures.length > 0) throw failures[0];
  return records;
}

/** One wave, and the record that makes it count, written last. */
async function featurize(waves: Waves, wave: number): Promise<ShardRecord> {
  const { cluster, plan } = waves;
  const began = waves.now().getTime();
  const { images, rejects, files } = await cluster.featurize({ wave, waves: plan.waves });
  const seconds = (waves.now().getTime() - began) / 1000;
  const record: ShardRecord = {
    version: 1,
    shard: wave,
    input: plan.input,
    rows: images - rejects,
    rejects,
    files: [...files],
    seconds,
  };
  await cluster.run.write(shardRecordFile(wave), jsonBytes(record));
  return record;
}
