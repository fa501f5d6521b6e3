import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitShard, finishedShard, type ShardResult } from "../../../job/results/shardRecord.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import type { Storage } from "../../../job/storage/storage.ts";

let root: string;
let storage: Storage;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-shard-"));
  storage = diskStorage(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const input = "a".repeat(64);
const result: ShardResult = {
  shard: 12,
  input,
  features: {
    rows: [{ path: "a/1.jpg", label: "a", width: 4, height: 3 }],
    dimension: 2,
    values: Float32Array.of(1.5, -2),
  },
  rejects: [{ path: "a/2.jpg", reason: "zero bytes" }],
  seconds: 0.25,
};

describe("a shard", () => {
  it("is finished once its record is written, after its parts", async () => {
    const writes: string[] = [];
    const watched: Storage = {
      ...storage,
      write: (path, content) => {
        writes.push(path);
        return storage.write(path, content);
      },
    };
    const record = await commitShard(watched, result);
    expect(writes).toEqual(["features/part-00012.parquet", "rejects/part-00012.parquet", "shards/part-00012.json"]);
    expect(record).toMatchObject({ shard: 12, rows: 1, rejects: 1, seconds: 0.25 });
    expect(await finishedShard(storage, 12, input)).toEqual(record);
  });

  it("is computed again where it was interrupted before its record", async () => {
    const dying: Storage = {
      ...storage,
      write: (path, content) =>
        path.startsWith("shards/") ? Promise.reject(new Error("killed")) : storage.write(path, content),
    };
    await expect(commitShard(dying, result)).rejects.toThrow("killed");
    expect(await finishedShard(storage, 12, input)).toBeUndefined();
  });

  it("is computed again for other input, and for a part that is missing, cut short or changed", async () => {
    await commitShard(storage, result);
    expect(await finishedShard(storage, 12, "b".repeat(64))).toBeUndefined();
    expect(await finishedShard(storage, 13, input)).toBeUndefined();

    const part = join(root, "features/part-00012.parquet");
    const whole = await readFile(part);
    await writeFile(part, whole.subarray(1));
    expect(await finishedShard(storage, 12, input)).toBeUndefined();
    await writeFile(part, Uint8Array.from(whole).with(9, whole[9]! ^ 1));
    expect(await finishedShard(storage, 12, input)).toBeUndefined();
    await writeFile(part, whole);
    expect(await finishedShard(storage, 12, input)).toBeDefined();
    await rm(join(root, "rejects/part-00012.parquet"));
    expect(await finishedShard(storage, 12, input)).toBeUndefined();
  });

  it("gives the same files when it is computed again", async () => {
    const first = await commitShard(storage, result);
    expect(await commitShard(storage, result)).toEqual(first);
  });

  it("has a record that is read or refused with what to do, never guessed at", async () => {
    await commitShard(storage, result);
    await writeFile(join(root, "shards/part-00012.json"), '{"version": 9}');
    await expect(finishedShard(storage, 12, input)).rejects.toThrow("is not a shard record of this version");
  });
});
