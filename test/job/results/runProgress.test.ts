import { expect, it } from "vitest";
import { readProgress, type RunProgress } from "../../../job/results/runProgress.ts";

const progress: RunProgress = {
  version: 1,
  runId: "orchard",
  stage: "features",
  images: 60,
  done: 30,
  rejects: 0,
  seconds: 9,
  at: "2026-11-26T00:00:00Z",
};
const bytes = new TextEncoder().encode(JSON.stringify(progress));

/** A run folder whose progress is gone between a look and a reading, so many times. */
const replaced = (times: number) => ({
  size: async () => bytes.length,
  read: async () => {
    if (times-- > 0) throw new Error("progress.json is missing");
    return bytes;
  },
});

it("progress that is replaced as it is read is read again: a watch says nothing of it", async () => {
  expect(await readProgress(replaced(1))).toEqual(progress);
});

it("progress that cannot be read is said, and what was never written is none", async () => {
  await expect(readProgress(replaced(2))).rejects.toThrow("is missing");
  expect(await readProgress({ ...replaced(0), size: async () => undefined })).toBeUndefined();
  expect(await readProgress({ ...replaced(0), read: async () => bytes.subarray(0, 9) })).toBeUndefined();
});
