import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { planShards } from "../../../job/engines/planShards.ts";

const listing = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe("shards", () => {
  test("keep every picture once, in order, numbered from 0", () => {
    assert(
      property(integer({ min: 0, max: 20_000 }), integer({ min: 1, max: 200_000 }), (images, dimension) => {
        const shards = planShards(listing(images), dimension);
        expect(shards.flatMap(({ entries }) => entries)).toEqual(listing(images));
        expect(shards.map(({ index }) => index)).toEqual(listing(shards.length));
      }),
      { numRuns: 50 },
    );
  });

  test("lose at most 256 pictures and 32 MiB of features with a killed worker", () => {
    for (const dimension of [1, 1280, 25_088, 150_528, 50_331_648]) {
      for (const shard of planShards(listing(10_000), dimension)) {
        expect(shard.entries.length).toBeLessThanOrEqual(256);
        expect(shard.entries.length === 1 || shard.entries.length * dimension * 4 <= 32 * 2 ** 20).toBe(true);
      }
    }
  });

  test("are many enough for every core of a laptop once there are a few hundred pictures", () => {
    expect(planShards(listing(300), 1280).length).toBeGreaterThanOrEqual(8);
    expect(planShards(listing(60), 1280).length).toBe(4);
  });
});
