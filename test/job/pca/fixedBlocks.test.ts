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
