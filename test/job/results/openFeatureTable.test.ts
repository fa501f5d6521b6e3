import { readdirSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { readParquet, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../../job/contract/errors.ts";
import { encodeFeatures } from "../../../job/results/featuresParquet.ts";
import { openFeatureTable } from "../../../job/results/openFeatureTable.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import type { Storage } from "../../../job/storage/storage.ts";

const folder = fileURLToPath(new URL("golden/", import.meta.url));
const golden = diskStorage(folder);
const names = readdirSync(folder).map((name) => name.replace(".parquet", ""));

/** What tools/golden/parquet.py and sparkParquet.py wrote: 60 rows of 7. */
const rows = 60;
const dimension = 7;
const values = Array.from({ length: rows * dimension }, (_, i) => Math.floor(i / 7) * 10 + (i % 7) / 4);
const paths = Array.from({ length: rows }, (_, row) => `pommes d’été/${row}.jpg`);
const labels = Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? null : "été"));

async function readAll(storage: Storage, files: readonly string[], column?: string) {
  const table = await openFeatureTable(storage, files, { column });
  const read = { paths: [] as string[], labels: [] as (string | null)[], values: [] as number[] };
  for await (const block of table.blocks()) {
    expect(block.values).toHaveLength(block.paths.length * table.dimension);
    read.paths.push(...block.paths);
    read.labels.push(...block.labels);
    read.values.push(...block.values);
  }
  return { ...table, ...read };
}

describe("features that other tools wrote", () => {
  const readable = names.filter((name) => /^(pyarrow|duckdb|spark)-?/.test(name) && name !== "pyarrow-no-path");

  it("has a file of every layout", () => {
    expect(readable).toHaveLength(21);
  });

  it.each(readable)("reads %s as it was written", async (name) => {
    const table = await readAll(golden, [`${name}.parquet`]);
    expect(table).toMatchObject({ rows, dimension, column: "features" });
    expect(table.values).toEqual(values);
    expect(table.paths).toEqual(paths);
    expect(table.labels).toEqual(labels);
  });

  it("joins files in the order given", async () => {
    const table = await readAll(golden, ["spark-legacy-required.parquet", "pyarrow-double.parquet"]);
    expect(table.rows).toBe(2 * rows);
    expect(table.values).toEqual([...values, ...values]);
  });

  it("reads from any row on, without the files and row groups before it", async () => {
    const files = ["spark-legacy-required.parquet", "pyarrow-double.parquet"];
    const read: string[] = [];
    const watched: Storage = {
      ...golden,
      readRange: (path, start, end) => (read.push(path), golden.readRange(path, start, end)),
    };
    const onlyFooter = 1;
    const table = await openFeatureTable(watched, files);
    for (const firstRow of [0, 1, 59, 60, 61, 119, 120]) {
      read.length = 0;
      const found: number[] = [];
      for await (const block of table.rowBlocks(firstRow)) {
        expect(block.values).toHaveLength(block.rows * dimension);
        found.push(...block.values);
      }
      expect(found).toEqual([...values, ...values].slice(firstRow * dimension));
      const rangesOfFirst = read.filter((path) => path === files[0]).length;
      expect(rangesOfFirst > onlyFooter).toBe(firstRow < rows);
    }
  });

  it("names rows by file and number where there is no path", async () => {
    const table = await readAll(golden, ["pyarrow-no-path.parquet"]);
    expect(table).toMatchObject({ column: "vector" });
    expect(table.paths.slice(0, 2)).toEqual(["pyarrow-no-path.parquet#1", "pyarrow-no-path.parquet#2"]);
    expect(new Set(table.labels)).toEqual(new Set([null]));
  });

  it("takes the column it is told of several", async () => {
    const table = await readAll(golden, ["several-lists.parquet"], "after");
    expect(table).toMatchObject({ column: "after" });
    expect(table.values).toEqual(values);
  });
});

describe("features that cannot be used", () => {
  it.each([
    ["refused-null-row", "row 5: features is null, empty or has a null among its numbers"],
    ["refused-null-first-row", "row 1: features is null, empty or has a null among its numbers"],
    ["refused-null-element", "row 7: features is null, empty or has a null among its numbers"],
    ["refused-empty-row", "row 6: features is null, empty or has a null among its numbers"],
    ["refused-short-row", "row 4: features has 3 numbers, the first row has 7"],
    ["refused-long-row", "row 8: features has more numbers, the first row has 7"],
    ["refused-last-row-short", "row 9: features has 1 numbers, the first row has 7"],
    ["refused-nan", "row 3 (pommes d’été/2.jpg): feature 5 is NaN, not a finite number"],
    ["refused-no-list", "has no column that is a list of float or double; its columns are path, label, size"],
    ["refused-no-rows", "refused-no-rows.parquet holds no rows"],
    ["refused-nested", "has no column that is a list of float or double"],
    ["refused-spark-vector", "features is a Spark ML vector, not a list of numbers"],
    ["several-lists", "has several lists of numbers: before, after"],
  ])("names what is wrong with %s", async (name, message) => {
    const error = await readAll(golden, [`${name}.parquet`]).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(message);
    expect(String(error)).toContain(folder);
    expect((error as InputError).hint).toMatch(/\w{3}/);
  });

  it("has a test for every file that is to be refused", () => {
    expect(names.filter((name) => name.startsWith("refused-"))).toHaveLength(12);
  });

  it.each([0, 899, 1100, 1999, 2499])(
    "names row %i of several blocks and row groups, with a NaN in it",
    async (spoilt) => {
      const [count, width] = [2500, 1200];
      const block = {
        rows: Array.from({ length: count }, (_, row) => ({ path: `${row}.jpg`, label: null, width: 1, height: 1 })),
        dimension: width,
        values: Float32Array.from({ length: count * width }, (_, i) => (i === spoilt * width + 7 ? NaN : i % 251)),
      };
      const properties = new WriterPropertiesBuilder().setMaxRowGroupSize(1100).build();
      await writeFile(join(root, "a.parquet"), writeParquet(readParquet(encodeFeatures(block)), properties));
      const message = `row ${spoilt + 1} (${spoilt}.jpg): feature 7 is NaN`;
      const table = await openFeatureTable(diskStorage(root), ["a.parquet"]);
      const read = async (): Promise<void> => {
        for await (const { values } of table.rowBlocks()) expect(values.length % width).toBe(0);
      };
      await expect(read()).rejects.toThrow(message);
    },
  );

  it("names the second file where its rows are of another length", async () => {
    const files = ["pyarrow-plain.parquet", "other.parquet"];
    const other = encodeFeatures({
      rows: [{ path: "a", label: null, width: 1, height: 1 }],
      dimension: 3,
      values: Float32Array.of(1, 2, 3),
    });
    await copyFile(join(folder, files[0]!), join(root, files[0]!));
    await writeFile(join(root, files[1]!), other);
    await expect(readAll(diskStorage(root), files)).rejects.toThrow(
      `${join(root, "other.parquet")}, row 1: features has 3 numbers, the first row has 7`,
    );
  });

  it("says which columns there are when the one asked for is not there", async () => {
    const error = await readAll(golden, ["several-lists.parquet"], "middle").catch((e: unknown) => e);
    expect(String(error)).toContain("has no column middle that is a list of float or double");
    expect((error as InputError).hint).toBe("choose one of its lists of numbers with --column: before, after");
  });
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-table-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("damaged files", () => {
  it.each([
    ["an empty file", new Uint8Array(0)],
    ["text", new TextEncoder().encode("path,label\n".repeat(9))],
    ["a file that ends in the magic bytes alone", new TextEncoder().encode("PAR1PAR1PAR1")],
  ])("calls %s not a Parquet file", async (_, content) => {
    await writeFile(join(root, "a.parquet"), content);
    await expect(readAll(diskStorage(root), ["a.parquet"])).rejects.toThrow("is not a Parquet file that can be read");
  });

  it("calls a file cut short not a Parquet file", async () => {
    const whole = await readFile(join(folder, "pyarrow-plain.parquet"));
    for (const length of [10, 1000, whole.length - 9, whole.length - 1]) {
      await writeFile(join(root, "a.parquet"), whole.subarray(0, length));
      await expect(readAll(diskStorage(root), ["a.parquet"])).rejects.toThrow(InputError);
    }
  });

  it("answers with an error a person can act on, or the right number of rows, whatever byte is changed", async () => {
    const sources = await Promise.all(
      ["pyarrow-standard", "pyarrow-pages-v2", "spark-legacy-nullable"].map((name) =>
        readFile(join(folder, `${name}.parquet`)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(255),
        async (which, at, byte) => {
          const bytes = Uint8Array.from(sources[which]!);
          bytes[Math.floor(at * bytes.length)] = byte;
          await writeFile(join(root, "a.parquet"), bytes);
          const result = await readAll(diskStorage(root), ["a.parquet"]).catch((error: unknown) => error);
          expect(result).toSatisfy(isActionableOrWhole);
        },
      ),
      { numRuns: 250, seed: 7 },
    );
  });
});

describe("features of any shape", () => {
  it("come back from the file we write, across pages, row groups and blocks", async () => {
    for (const [count, width] of [
      [1, 1],
      [70_001, 1],
      [3, 1_000_003],
      [1500, 900],
    ] as const) {
      const block = {
        rows: Array.from({ length: count }, (_, row) => ({ path: `${row}`, label: null, width: 1, height: 1 })),
        dimension: width,
        values: Float32Array.from({ length: count * width }, (_, i) => (i * 7919) % 65_521),
      };
      await writeFile(join(root, "a.parquet"), encodeFeatures(block));
      const table = await openFeatureTable(diskStorage(root), ["a.parquet"]);
      let at = 0;
      for await (const read of table.blocks()) {
        expect(read.values.length).toBeLessThanOrEqual(Math.max(width, 1 << 20));
        expect(Buffer.compare(bytesOf(read.values), bytesOf(block.values.subarray(at, at + read.values.length)))).toBe(
          0,
        );
        expect(read.paths[0]).toBe(`${at / width}`);
        at += read.values.length;
      }
      expect(at).toBe(block.values.length);
    }
  });
});

function isActionableOrWhole(result: unknown): boolean {
  return result instanceof Error ? result instanceof InputError : (result as { paths: string[] }).paths.length === rows;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
