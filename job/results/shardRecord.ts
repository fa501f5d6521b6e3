import { z } from "zod";
import { JobFailedError } from "../contract/errors.ts";
import type { Storage } from "../storage/storage.ts";
import type { FeatureBlock, RejectRow } from "./featureRow.ts";
import { encodeFeatures } from "./featuresParquet.ts";
import { encodeRejects } from "./rejectsParquet.ts";
import { featuresPart, rejectsPart, shardRecordFile } from "./runFolder.ts";
import { sha256 } from "./sha256.ts";
import { jsonBytes, Sha256, writeFile, WrittenFile } from "./writtenFile.ts";

/** `shards/part-00012.json`, written last: while it is missing the shard is not done. */
export const ShardRecord = z.strictObject({
  version: z.literal(1),
  shard: z.int().min(0),
  input: Sha256.describe("Digest of what the shard was computed from: its listing and the spec"),
  rows: z.int().min(0),
  rejects: z.int().min(0),
  files: z.array(WrittenFile),
  seconds: z.number().min(0),
});
export type ShardRecord = z.output<typeof ShardRecord>;

/** What one shard came to. */
export interface ShardResult {
  readonly shard: number;
  /** SHA-256 of what the shard was computed from (its listing and the spec). */
  readonly input: string;
  readonly features: FeatureBlock;
  readonly rejects: readonly RejectRow[];
  readonly seconds: number;
}

/** Writes a shard's parts, then the record that makes it count. Writing the same shard twice gives the same parts. */
export async function commitShard(storage: Storage, result: ShardResult): Promise<ShardRecord> {
  const { shard, input, features, rejects, seconds } = result;
  const record: ShardRecord = {
    version: 1,
    shard,
    input,
    rows: features.rows.length,
    rejects: rejects.length,
    files: [
      await writeFile(storage, featuresPart(shard), encodeFeatures(features)),
      await writeFile(storage, rejectsPart(shard), encodeRejects(rejects)),
    ],
    seconds,
  };
  await storage.write(shardRecordFile(shard), jsonBytes(record));
  return record;
}

/**
 * The record of a finished shard, or undefined where it has to be computed: no record, other input, or a part that is
 * missing or not the one that was written.
 */
export async function finishedShard(storage: Storage, shard: number, input: string): Promise<ShardRecord | undefined> {
  const path = shardRecordFile(shard);
  if ((await storage.size(path)) === undefined) return undefined;
  const record = parseRecord(storage, path, await storage.read(path));
  if (record.shard !== shard || record.input !== input) return undefined;
  for (const file of record.files) {
    if ((await storage.size(file.path)) !== file.bytes) return undefined;
    if (sha256(await storage.read(file.path)) !== file.sha256) return undefined;
  }
  return record;
}

function parseRecord(storage: Storage, path: string, content: Uint8Array): ShardRecord {
  try {
    return ShardRecord.parse(JSON.parse(new TextDecoder().decode(content)));
  } catch (error) {
    throw new JobFailedError(
      `${storage.locate(path)} is not a shard record of this version`,
      "remove that file and resume: the shard is computed again",
      { cause: error },
    );
  }
}
