import { InputError } from "../contract/errors.ts";
import type { RowBlock, RowSource } from "./matrix.ts";

/** Values a block holds at most: 2²¹, 16 MiB of float64. */
const blockValues = 1 << 21;

/** Rows a block has for d features: a power of two, so that it follows d alone and never the caller's blocks. */
export function blockRows(d: number): number {
  const fitting = Math.floor(blockValues / Math.max(d, 1));
  return Math.max(64, Math.min(2048, 2 ** Math.floor(Math.log2(Math.max(fitting, 1)))));
}

/**
 * The rows of `source` in blocks of `blockRows(d)` rows (the last may be shorter). The block given out is reused: read
 * it before asking for the next. Throws an InputError that names the row for features that are not finite numbers or
 * not as many as in the first row.
 */
export async function* fixedBlocks(
  source: RowSource,
  options: { readonly firstRow?: number; readonly onProgress?: ((rowsDone: number) => void) | undefined } = {},
): AsyncGenerator<RowBlock> {
  let block: RowBlock | undefined;
  let filled = 0;
  let rowsDone = options.firstRow ?? 0;

  for await (const given of source()) {
    if (given.rows === 0) continue;
    block ??= emptyBlock(given);
    const d = block.columns;
    if (given.columns !== d)
      throw new InputError(
        `row ${rowsDone + filled} has ${given.columns} features, the rows before it have ${d}`,
        "Give features of one extractor and one size only.",
      );
    requireFinite(given, rowsDone + filled);
    if (given.values instanceof Float64Array && block.values instanceof Float32Array)
      block = { ...block, values: Float64Array.from(block.values) };
    const capacity = block.rows;
    for (let row = 0; row < given.rows;) {
      const taken = Math.min(given.rows - row, capacity - filled);
      block.values.set(given.values.subarray(row * d, (row + taken) * d), filled * d);
      filled += taken;
      row += taken;
      if (filled < capacity) continue;
      yield block;
      rowsDone += filled;
      filled = 0;
      options.onProgress?.(rowsDone);
    }
  }
  if (block === undefined || filled === 0) return;
  yield { rows: filled, columns: block.columns, values: block.values.subarray(0, filled * block.columns) };
  options.onProgress?.(rowsDone + filled);
}

function emptyBlock(like: RowBlock): RowBlock {
  const rows = blockRows(like.columns);
  const length = rows * like.columns;
  return {
    rows,
    columns: like.columns,
    values: like.values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length),
  };
}

function requireFinite(block: RowBlock, firstRow: number): void {
  const { values, columns } = block;
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  if (Number.isFinite(largest)) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  throw new NotFiniteError(firstRow + Math.floor(at / columns), at % columns, values[at]!);
}

/** A feature is NaN or infinite; `row` counts from the first row of the source. */
export class NotFiniteError extends InputError {
  readonly row: number;
  readonly feature: number;

  constructor(row: number, feature: number, value: number) {
    super(
      `row ${row}: feature ${feature} is ${value}, not a finite number`,
      "Remove or repair that row; a PCA of it would be NaN everywhere.",
    );
    this.row = row;
    this.feature = feature;
  }
}
