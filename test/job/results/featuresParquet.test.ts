import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import type { FeatureBlock } from "../../../job/results/featureRow.ts";
import { encodeFeatures } from "../../../job/results/featuresParquet.ts";
import { encodeProjections } from "../../../job/results/projectionsParquet.ts";
import { encodeRejects } from "../../../job/results/rejectsParquet.ts";

function features(rows: number, dimension: number): FeatureBlock {
  return {
    rows: Array.from({ length: rows }, (_, row) => ({
      path: `pommes d’été/${row} 🍏.jpg`,
      label: row % 3 === 0 ? null : "pommes d’été",
      width: 100 + row,
      height: 200,
    })),
    dimension,
    values: Float32Array.from({ length: rows * dimension }, (_, i) => Math.sin(i) * 3),
  };
}

const read = (bytes: Uint8Array) =>
  parquetReadObjects({ file: Uint8Array.from(bytes).buffer, compressors }) as Promise<Record<string, unknown>[]>;

describe("features as Parquet", () => {
  it("gives every value back, with Unicode paths and null labels", async () => {
    const block = features(7, 5);
    const rows = await read(encodeFeatures(block));
    expect(rows).toEqual(
      block.rows.map((row, i) => Object.assign({ features: Array.from(block.values.subarray(i * 5, i * 5 + 5)) }, row)),
    );
  });

  it.each([0, 1])("holds %i rows", async (rows) => {
    expect(await read(encodeFeatures(features(rows, 4)))).toHaveLength(rows);
  });

  it("gives the same bytes for the same block, so that runs can be compared by digest", () => {
    expect(encodeFeatures(features(300, 40))).toEqual(encodeFeatures(features(300, 40)));
  });

  it("cuts row groups of at most 8 MiB, so that a reader's memory stays bounded", () => {
    const dimension = 20_000;
    const { row_groups } = parquetMetadata(encodeFeatures(features(250, dimension)));
    expect(row_groups.length).toBe(3);
    for (const group of row_groups) expect(Number(group.num_rows) * dimension * 4).toBeLessThanOrEqual(8 << 20);
  });

  it("writes a standard three-level list of required floats, which Spark and pyarrow read without conversion", () => {
    const { schema } = parquetMetadata(encodeFeatures(features(2, 3)));
    expect(schema.slice(-3).map((e) => [e.name, e.repetition_type, e.type, e.converted_type])).toEqual([
      ["features", "REQUIRED", undefined, "LIST"],
      ["list", "REPEATED", undefined, undefined],
      ["element", "REQUIRED", "FLOAT", undefined],
    ]);
  });

  it("refuses a block whose values do not fit its rows", () => {
    const block = features(2, 3);
    expect(() => encodeFeatures({ ...block, values: block.values.subarray(1) })).toThrow("5 values for 2 rows of 3");
  });
});

describe("rejects and projections as Parquet", () => {
  it("gives path and reason back", async () => {
    const rejects = [{ path: "a/é.jpg", reason: "zero bytes" }];
    expect(await read(encodeRejects(rejects))).toEqual(rejects);
  });

  it("gives path, label and pca back", async () => {
    const values = Float32Array.of(1, 2, 3, 4);
    const bytes = encodeProjections({ paths: ["a", "b"], labels: ["x", null], components: 2, values });
    expect(await read(bytes)).toEqual([
      { path: "a", label: "x", pca: [1, 2] },
      { path: "b", label: null, pca: [3, 4] },
    ]);
  });
});
