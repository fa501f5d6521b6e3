import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PcaRequest } from "../../../job/contract/pcaRequest.ts";
import { type PcaContext, runPca } from "../../../job/engines/runPca.ts";
import { encodeFeatures } from "../../../job/results/featuresParquet.ts";

const dimension = 4;
const rows = 9000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-checkpoints-"));
  await mkdir(join(folder, "features"));
  await writeFeatures(1.7);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeFeatures(seed: number): Promise<void> {
  for (const [part, first] of [0, 3000, 6000].entries()) {
    const values = Float32Array.from(
      { length: 3000 * dimension },
      (_, i) => Math.sin((first * dimension + i) * seed) + (i % dimension),
    );
    const named = Array.from({ length: 3000 }, (_, i) => ({
      path: `${first + i}.jpg`,
      label: null,
      width: 1,
      height: 1,
    }));
    await writeFile(join(folder, "features", `${part}.parquet`), encodeFeatures({ rows: named, dimension, values }));
  }
}

/** A PCA whose clock runs 20 s a block, stopped once `stopAfter` rows are counted. @returns the rows it reported */
async function pca(out: string, stopAfter = Infinity): Promise<number[]> {
  const reported: number[] = [];
  const stop = new AbortController();
  let seconds = 0;
  const context: PcaContext = {
    signal: stop.signal,
    workingFolder: folder,
    environment: {},
    onOpen: () => undefined,
    onProgress: (stage, done) => {
      seconds += 20;
      if (stage === "statistics") reported.push(done);
      if (done >= stopAfter) stop.abort();
    },
    now: () => new Date(seconds * 1000),
  };
  const request = PcaRequest.parse({ features: "features", out: join(folder, out), components: 2, scale: true });
  const stopped = await runPca(request, context).then(
    () => "",
    (error: Error) => error.message,
  );
  expect(stopped).toBe(stopAfter === Infinity ? "" : "Stopped before the PCA was complete.");
  return reported;
}

const kept = async (out: string): Promise<string[]> =>
  (await readdir(join(folder, out, "pca"))).filter((name) => name.startsWith("statistics-"));

async function results(out: string): Promise<Buffer[]> {
  const names = ["components.npy", "mean.npy", "model.json", "part-00000.parquet", "scale.npy"];
  expect((await readdir(join(folder, out, "pca"))).sort()).toEqual(names);
  return Promise.all(names.map((name) => readFile(join(folder, out, "pca", name))));
}

describe("an interrupted PCA", () => {
  it("goes on from the rows it had counted, to the bytes of one that was never stopped", async () => {
    await pca("whole");
    expect(await pca("stopped", 4096)).toEqual([2048, 4096]);
    expect(await kept("stopped")).toHaveLength(1);
    // The block under way when the stop came is kept too.
    expect(await pca("stopped")).toEqual([8192, rows]);
    expect(await results("stopped")).toEqual(await results("whole"));
  });

  it("starts again where the features are others now, and leaves nothing of the earlier ones", async () => {
    await pca("stopped", 4096);
    const [before] = await kept("stopped");
    await writeFeatures(2.3);
    expect(await pca("stopped", 2048)).toEqual([2048]);
    expect(await kept("stopped")).not.toContain(before);
    expect((await pca("stopped"))[0]).toBeGreaterThan(0);
    await pca("whole");
    expect(await results("stopped")).toEqual(await results("whole"));
  });

  it("starts again where what it kept is cut short", async () => {
    await pca("stopped", 4096);
    const [name] = await kept("stopped");
    const path = join(folder, "stopped", "pca", name!);
    await writeFile(path, (await readFile(path)).subarray(0, 40));
    expect((await pca("stopped"))[0]).toBe(2048);
  });
});
