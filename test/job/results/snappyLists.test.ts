import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compression, readParquet, WriterPropertiesBuilder, WriterVersion, writeParquet } from "parquet-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeFeatures } from "../../../job/results/featuresParquet.ts";
import { openFeatureTable } from "../../../job/results/openFeatureTable.ts";
import { columnChunk } from "../../../job/results/parquet/columnChunk.ts";
import type { DataPage } from "../../../job/results/parquet/columnPages.ts";
import { floatListColumns } from "../../../job/results/parquet/floatListColumn.ts";
import { floatListPage } from "../../../job/results/parquet/floatListPage.ts";
import { FloatRoom } from "../../../job/results/parquet/floatRoom.ts";
import { openParquet } from "../../../job/results/parquet/parquetFile.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import { seeded } from "../pca/randomRows.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-snappy-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const count = 2500;
const dimension = 300;
const random = seeded(3);
/** Some rows compress well, others not at all: Snappy's copies and literals, and pages that are left as they are. */
const values = Float32Array.from({ length: count * dimension }, (_, i) =>
  Math.floor(i / 90_000) % 2 === 0 ? (i % 60) / 4 : random(),
);

function written(compression: Compression, version: WriterVersion, dictionary: boolean): Uint8Array {
  const rows = Array.from({ length: count }, (_, row) => ({ path: `${row}.jpg`, label: null, width: 1, height: 1 }));
  const properties = new WriterPropertiesBuilder()
    .setCompression(compression)
    .setWriterVersion(version)
    .setDictionaryEnabled(dictionary)
    .setDataPageSizeLimit(100_000)
    .setMaxRowGroupSize(1100)
    .build();
  return writeParquet(readParquet(encodeFeatures({ rows, dimension, values })), properties);
}

async function readWhole(name: string): Promise<{ paths: string[]; values: Buffer }> {
  const table = await openFeatureTable(diskStorage(root), [name]);
  expect(table).toMatchObject({ rows: count, dimension });
  const read = { paths: [] as string[], values: [] as Buffer[] };
  for await (const block of table.blocks()) {
    read.paths.push(...block.paths);
    read.values.push(Buffer.from(Float32Array.from(block.values).buffer));
  }
  return { paths: read.paths, values: Buffer.concat(read.values) };
}

/** A page of one row, at most one number deep. */
const page = (level: number, numbers: readonly number[], isCompressed: boolean): DataPage => ({
  header: {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: 4 + numbers.length,
    compressed_page_size: 4 + numbers.length,
    data_page_header_v2: {
      num_values: 1,
      num_nulls: 1 - level,
      num_rows: 1,
      encoding: "PLAIN",
      repetition_levels_byte_length: 2,
      definition_levels_byte_length: 2,
      is_compressed: isCompressed,
    },
  },
  bytes: Uint8Array.of(2, 0, 2, level, ...numbers),
  dictionary: undefined,
});

describe("lists compressed with Snappy", () => {
  it.each([
    ["plain pages of version 1", WriterVersion.V1, false],
    ["plain pages of version 2", WriterVersion.V2, false],
    ["a dictionary and pages of version 1", WriterVersion.V1, true],
    ["a dictionary and pages of version 2", WriterVersion.V2, true],
  ] as const)("are what they are without compression: %s", async (_, version, dictionary) => {
    const plain = written(Compression.UNCOMPRESSED, version, dictionary);
    const snappy = written(Compression.SNAPPY, version, dictionary);
    expect(snappy.length).toBeLessThan(plain.length);
    await writeFile(join(root, "plain.parquet"), plain);
    await writeFile(join(root, "snappy.parquet"), snappy);
    const [expected, actual] = [await readWhole("plain.parquet"), await readWhole("snappy.parquet")];
    expect(Buffer.compare(expected.values, Buffer.from(values.buffer))).toBe(0);
    expect(Buffer.compare(actual.values, expected.values)).toBe(0);
    expect(actual.paths).toEqual(expected.paths);
  });

  it("may have a page of version 2 with nothing in it, or with numbers left as they are", async () => {
    await writeFile(join(root, "snappy.parquet"), written(Compression.SNAPPY, WriterVersion.V2, false));
    const file = await openParquet(diskStorage(root), "snappy.parquet");
    const [list] = floatListColumns(file.schema);
    const column = { ...list!, maxDefinition: 1 };
    const chunk = columnChunk(file, 0, column.path);
    expect(chunk.metadata.codec).toBe("SNAPPY");
    const room = new FloatRoom();
    expect([...floatListPage(page(0, [], true), column, chunk, room).numbers]).toEqual([]);
    expect([...floatListPage(page(1, [1, 2, 3, 4], false), column, chunk, room).numbers]).toEqual([1, 2, 3, 4]);
    expect(() => floatListPage(page(1, [1, 2, 3, 4], true), column, chunk, room)).toThrow("compressed bytes");
  });
});
