import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectionParts } from "../../../job/engines/projectionParts.ts";
import { runPcaStage } from "../../../job/engines/pcaStage.ts";
import { transform } from "../../../job/pca/transform.ts";
import { encodeFeatures } from "../../../job/results/featuresParquet.ts";
import { openFeatureTable } from "../../../job/results/openFeatureTable.ts";
import { readPcaModel } from "../../../job/results/pcaModelFile.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";

const dimension = 6;
const value = (i: number) => Math.fround(Math.sin(i * 1.7) * 3 + Math.cos(i * i));

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-pca-stage-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Forty rows, cut into files of the given lengths. */
async function table(lengths: readonly number[]) {
  const storage = diskStorage(root);
  const files: string[] = [];
  let row = 0;
  for (const length of lengths) {
    const rows = Array.from({ length }, (_, i) => ({
      path: `=pommes/${row + i}, "été".jpg`,
      label: (row + i) % 2 === 0 ? "a" : null,
      width: 1,
      height: 1,
    }));
    const values = Float32Array.from({ length: length * dimension }, (_, i) => value(row * dimension + i));
    files.push(`features/part-${files.length}.parquet`);
    await storage.write(files.at(-1)!, encodeFeatures({ rows, dimension, values }));
    row += length;
  }
  return { storage, features: await openFeatureTable(storage, files) };
}

async function cut(lengths: readonly number[], limits: { rows: number; values: number }) {
  const { storage, features } = await table(lengths);
  const { model } = await runPcaStage({ features, storage, components: 3, scale: false, csv: false });
  const parts = [];
  for await (const { paths, labels, values } of projectionParts(features, model, {
    onProgress: () => undefined,
    limits,
  }))
    parts.push({ paths, labels, values: [...values] });
  return parts;
}

describe("the PCA stage", () => {
  it("writes projections that are the model applied to each row, in order", async () => {
    const { storage, features } = await table([15, 0, 25]);
    const { model, rows } = await runPcaStage({ features, storage, components: 3, scale: true, csv: false });
    expect(rows).toBe(40);
    const written = await openFeatureTable(storage, ["pca/part-00000.parquet"], { column: "pca" });
    const values = Float64Array.from({ length: 40 * dimension }, (_, i) => value(i));
    const expected = transform(model, { rows: 40, columns: dimension, values });
    for await (const block of written.blocks()) {
      expect(block.paths[7]).toBe('=pommes/7, "été".jpg');
      expect(block.labels.slice(0, 2)).toEqual(["a", null]);
      expect(block.values).toEqual(Float32Array.from(expected));
    }
  });

  it("cuts projections into parts by their number alone, and loses no row between them", async () => {
    const [whole] = await cut([40], { rows: 100, values: 1000 });
    for (const limits of [
      { rows: 7, values: 1000 },
      { rows: 100, values: 3 * 7 + 2 },
    ]) {
      const parts = await cut([3, 30, 7], limits);
      expect(parts.map(({ paths }) => paths.length)).toEqual([7, 7, 7, 7, 7, 5]);
      expect(parts.flatMap(({ paths }) => paths)).toEqual(whole?.paths);
      expect(parts.flatMap(({ labels }) => labels)).toEqual(whole?.labels);
      expect(parts.flatMap(({ values }) => values)).toEqual(whole?.values);
    }
  });

  it("writes the same bytes however the rows are cut into files", async () => {
    const first = await table([40]);
    const one = await runPcaStage({ ...first, variance: 0.8, scale: false, csv: true });
    const second = await table([1, 20, 19]);
    const other = await runPcaStage({ ...second, variance: 0.8, scale: false, csv: true });
    expect(other.files).toEqual(one.files);
  });

  it("writes a model that is read back bit for bit", async () => {
    const { model, storage } = await table([40]).then(async (given) => ({
      ...given,
      ...(await runPcaStage({ ...given, components: 2, scale: true, csv: false })),
    }));
    expect(await readPcaModel(storage)).toEqual(model);
  });

  it("refuses a model whose arrays are not the ones it was written with", async () => {
    const given = await table([40]);
    await runPcaStage({ ...given, components: 2, scale: true, csv: false });
    await given.storage.write("pca/mean.npy", await given.storage.read("pca/scale.npy"));
    await expect(readPcaModel(given.storage)).rejects.toThrow("mean.npy is not the file that pca/model.json");
  });

  it("writes a CSV of RFC 4180 with the very float32 of the Parquet file", async () => {
    const given = await table([40]);
    await runPcaStage({ ...given, components: 2, scale: false, csv: true });
    const lines = (await readFile(join(root, "pca/pca.csv"), "utf8")).split("\r\n");
    expect(lines[0]).toBe("path,label,pca_1,pca_2");
    expect(lines[1]).toMatch(/^"=pommes\/0, ""été"".jpg",a,/);
    expect(lines).toHaveLength(42);
    const written = await openFeatureTable(given.storage, ["pca/part-00000.parquet"], { column: "pca" });
    for await (const { values } of written.blocks())
      for (const [row, line] of lines.slice(1, 41).entries())
        expect(
          line
            .split(",")
            .slice(-2)
            .map((number) => Math.fround(Number(number))),
        ).toEqual([...values.subarray(row * 2, row * 2 + 2)]);
  });

  it("says how far it is, in both passes", async () => {
    const given = await table([20, 20]);
    const seen: [string, number][] = [];
    await runPcaStage({ ...given, components: 1, scale: false, csv: false, onProgress: (...at) => seen.push(at) });
    expect(seen).toEqual([
      ["statistics", 40],
      ["projections", 20],
      ["projections", 40],
    ]);
  });
});
