import { describe, expect, test } from "vitest";
import { RejectedImageError } from "../../../job/contract/errors.ts";
import type { RgbImage } from "../../../job/contract/rgbImage.ts";
import { featurizeShard, type ImageTask, StoppedError } from "../../../job/engines/featurizeShard.ts";
import type { FeatureExtractor } from "../../../job/features/extractor.ts";

const picture = (value: number): RgbImage => ({ width: 1, height: 1, data: Uint8Array.of(value, value, value) });

/** An extractor of two features: the picture's value, and the size of the forward pass it was in. */
function recordingExtractor(): FeatureExtractor & { batches: number[] } {
  const batches: number[] = [];
  return {
    batches,
    inputSize: 1,
    dimension: 2,
    async extract(images) {
      batches.push(images.length);
      return Float32Array.from(images.flatMap(({ data }) => [data[0] ?? -1, images.length]));
    },
    async release() {},
  };
}

const task = (value: number, load?: () => Promise<never>): ImageTask => ({
  path: `${value}.png`,
  label: "kind",
  load: load ?? (async () => ({ width: 7, height: 5, pixels: picture(value) })),
});

const broken = (value: number): ImageTask =>
  task(value, () => Promise.reject(new RejectedImageError("truncated JPEG")));

const slow = (value: number, milliseconds: number): ImageTask => ({
  ...task(value),
  load: () =>
    new Promise((resolve) => setTimeout(() => resolve({ width: 1, height: 1, pixels: picture(value) }), milliseconds)),
});

describe("a shard", () => {
  test("gives each usable picture its own features, and the rest with a reason", async () => {
    const { block, rejects } = await featurizeShard([task(1), broken(2), task(3), task(4), broken(5)], {
      extractor: recordingExtractor(),
      batch: 2,
    });
    expect(block.rows.map(({ path }) => path)).toEqual(["1.png", "3.png", "4.png"]);
    expect([...block.values].filter((_, index) => index % 2 === 0)).toEqual([1, 3, 4]);
    expect(block.rows[0]).toEqual({ path: "1.png", label: "kind", width: 7, height: 5 });
    expect(rejects).toEqual([
      { path: "2.png", reason: "truncated JPEG" },
      { path: "5.png", reason: "truncated JPEG" },
    ]);
  });

  test("cuts its forward passes from the usable pictures, however long each took to load", async () => {
    const extractor = recordingExtractor();
    const { block } = await featurizeShard([slow(1, 20), broken(2), slow(3, 1), slow(4, 10), slow(5, 0)], {
      extractor,
      batch: 3,
    });
    expect(extractor.batches).toEqual([3, 1]);
    expect(block.rows.map(({ path }) => path)).toEqual(["1.png", "3.png", "4.png", "5.png"]);
  });

  test("reports every picture exactly once", async () => {
    const seen = { images: 0, rejects: 0 };
    await featurizeShard([broken(1), task(2), broken(3), task(4), task(5), broken(6)], {
      extractor: recordingExtractor(),
      batch: 2,
      onProgress: (images, rejects) => {
        seen.images += images;
        seen.rejects += rejects;
      },
    });
    expect(seen).toEqual({ images: 3, rejects: 3 });
  });

  test("of nothing but rejects has no features and fails nothing", async () => {
    const { block, rejects } = await featurizeShard([broken(1), broken(2)], {
      extractor: recordingExtractor(),
      batch: 8,
    });
    expect([block.rows.length, block.values.length, rejects.length]).toEqual([0, 0, 2]);
  });

  test("stops between two forward passes when asked", async () => {
    const extractor = recordingExtractor();
    const stopped = featurizeShard(
      Array.from({ length: 9 }, (_, value) => task(value)),
      { extractor, batch: 2, isStopped: () => extractor.batches.length === 2 },
    );
    await expect(stopped).rejects.toThrow(StoppedError);
    expect(extractor.batches).toEqual([2, 2]);
  });

  test("passes on an error that is not about one picture", async () => {
    const failing = task(2, () => Promise.reject(new Error("disk gone")));
    await expect(
      featurizeShard([task(1), failing, task(3)], { extractor: recordingExtractor(), batch: 8 }),
    ).rejects.toThrow("disk gone");
  });
});
