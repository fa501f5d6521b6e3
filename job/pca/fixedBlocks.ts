import { InputError } from "../contract/errors.ts";
import type { RowBlock, RowSource } from "./matrix.ts";

/** Values a block holds at most: 2²², 32 MiB of float64. */
const blockValues = 1 << 22;

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
  let columns = 0;
  let values: RowBlock["values"] = new Float32Array();
  let filled = 0;
  let rowsDone = options.firstRow ?? 0;

  for await (const given of source()) {
    if (given.rows === 0) continue;
    columns ||= given.columns;
    if (given.columns !== columns)
      throw new InputError(
        `row ${rowsDone + filled} has ${given.columns} features, the rows before it have ${columns}`,
        "Give features of one extractor and one size only.",
      );
    requireFinite(given, rowsDone + filled);
    const capacity = blockRows(columns);
    values = withRoom(values, Math.min(capacity, filled + given.rows) * columns, capacity * columns, given.values);
    for (let row = 0; row < given.rows;) {
      const taken = Math.min(given.rows - row, capacity - filled);
      values.set(given.values.subarray(row * columns, (row + taken) * columns), filled * columns);
      filled += taken;
      row += taken;
      if (filled < capacity) continue;
      yield { rows: filled, columns, values };
      rowsDone += filled;
      filled = 0;
      options.onProgress?.(rowsDone);
    }
  }
  if (filled === 0) return;
  yield { rows: filled, columns, values: values.subarray(0, filled * columns) };
  options.onProgress?.(rowsDone + filled);
}

/** `values`, or a longer copy (twice as long, up to `most`), in float64 once float64 comes in. */
function withRoom(
  values: RowBlock["values"],
  needed: number,
  most: number,
  like: RowBlock["values"],
): RowBlock["values"] {
  const isDouble = values instanceof Float64Array || like instanceof Float64Array;
  if (needed <= values.length && isDouble === values instanceof Float64Array) return values;
  const length = Math.min(most, Math.max(needed, 2 * values.length));
  const room = isDouble ? new Float64Array(length) : new Float32Array(length);
  room.set(values);
  return room;
}

function requireFinite(block: RowBlock, firstRow: number): void {
  const { values, columns } = block;
  // x - x is 0 for a finite x and else NaN; two sums do not wait for each other.
  let even = 0;
  let odd = 0;
  for (let i = 0; i + 1 < values.length; i += 2) {
    even += values[i]! - values[i]!;
    odd += values[i + 1]! - values[i + 1]!;
  }
  const last = values.at(-1) ?? 0;
  if (even + odd + (last - last) === 0) return;
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
