import { describe, expect, it } from "vitest";
import { fixedBlocks, NotFiniteError } from "../../../job/pca/fixedBlocks.ts";
import type { RowBlock } from "../../../job/pca/matrix.ts";

const columns = 7;
const rows = 300;

async function readAll(values: RowBlock["values"], rowsAtOnce: number): Promise<void> {
  const source = async function* (): AsyncGenerator<RowBlock> {
    for (let row = 0; row < rows; row += rowsAtOnce) {
      const taken = Math.min(rowsAtOnce, rows - row);
      yield { rows: taken, columns, values: values.subarray(row * columns, (row + taken) * columns) };
    }
  };
  for await (const block of fixedBlocks(source)) expect(block.values).toHaveLength(block.rows * columns);
}

describe.each([Float32Array, Float64Array])("rows of %o", (Numbers) => {
  it.each([NaN, Infinity, -Infinity])("with one %d are refused, and it is named wherever it stands", async (value) => {
    for (const at of [0, 1, 6, 7, 511, 512, 513, 1023, 1024, rows * columns - 1]) {
      const values = new Numbers(rows * columns).fill(1);
      values[at] = value;
      const failure = await readAll(values, 64).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NotFiniteError);
      expect(failure).toMatchObject({ row: Math.floor(at / columns), feature: at % columns });
    }
  });

  it("at the ends of their range are taken", async () => {
    const largest = Numbers === Float32Array ? 3.4028234663852886e38 : Number.MAX_VALUE;
    const values = new Numbers(rows * columns).map((_, i) => (i % 2 === 0 ? largest : -largest));
    await expect(readAll(values, 299)).resolves.toBeUndefined();
  });
});

describe("rows that nobody is to check", () => {
  const total = 5000;
  const values = Float32Array.from({ length: total * columns }, (_, i) => i);
  const parts = async function* (sizes: readonly number[]): AsyncGenerator<RowBlock> {
    for (let row = 0, part = 0; row < total; part++) {
      const rows = Math.min(sizes[part % sizes.length]!, total - row);
      yield { rows, columns, values: values.subarray(row * columns, (row + rows) * columns) };
      row += rows;
    }
  };
  /** How many rows each block has, and whether it is the source's own memory. */
  async function read(sizes: readonly number[], uncheckedFrom: number): Promise<[number, boolean][]> {
    const found: [number, boolean][] = [];
    const done: number[] = [];
    let next = 0;
    const unchecked = (rows: number): boolean => rows >= uncheckedFrom;
    const onProgress = (rows: number): void => void done.push(rows);
    for await (const block of fixedBlocks(() => parts(sizes), { unchecked, onProgress })) {
      for (const value of block.values)
        if (value !== next++) throw new Error(`${value} stands where ${next - 1} should`);
      found.push([block.rows, block.values.buffer === values.buffer]);
    }
    expect(next).toBe(values.length);
    expect(done).toEqual([2048, 4096, 5000]);
    return found;
  }

  it("are given out as they come after a first whole block, up to the end of a block", async () => {
    expect(await read([1500], 0)).toEqual([
      [2048, false],
      [952, true],
      [1096, true],
      [404, true],
      [500, true],
    ]);
    expect(await read([5000], 0)).toEqual([
      [2048, true],
      [2048, true],
      [904, true],
    ]);
  });

  it("are gathered to the end of the block where the first of them are to be checked", async () => {
    expect(await read([1500], 3500)).toEqual([
      [2048, false],
      [2048, false],
      [404, true],
      [500, true],
    ]);
  });

  it("are named by their row where others of their block were given out before", async () => {
    const spoilt = values.slice();
    spoilt[2600 * columns + 3] = NaN;
    const source = async function* (): AsyncGenerator<RowBlock> {
      yield { rows: 2500, columns, values: spoilt.subarray(0, 2500 * columns) };
      yield { rows: 2500, columns, values: spoilt.subarray(2500 * columns) };
    };
    const read2500 = async (): Promise<void> => {
      const found: number[] = [];
      for await (const block of fixedBlocks(source, { unchecked: (rows) => rows <= 2500 })) found.push(block.rows);
      expect(found).toEqual([]);
    };
    await expect(read2500()).rejects.toMatchObject({ row: 2600, feature: 3 });
  });
});
