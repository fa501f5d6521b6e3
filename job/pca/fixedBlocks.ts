import { InputError } from "../contract/errors.ts";
import type { RowBlock, RowSource } from "./matrix.ts";
import { finiteness } from "./wasm/finiteness.ts";

/** Values a block holds at most: 2²², 32 MiB of float64. */
const blockValues = 1 << 22;

/** A source whose blocks fill ours by so many, or fewer, has enough rows for a whole one, it seems. */
const blocksInOne = 4;

/** Rows a block has for d features: a power of two, so that it follows d alone and never the caller's blocks. */
export function blockRows(d: number): number {
  const fitting = Math.floor(blockValues / Math.max(d, 1));
  return Math.max(64, Math.min(2048, 2 ** Math.floor(Math.log2(Math.max(fitting, 1)))));
}

export interface FixedBlocksOptions {
  readonly firstRow?: number;
  /**
   * Whether whoever gets the next rows, the last of so many rows × features, calls `requireFinite` where it has to. Then
   * they are the source's own memory, as many as come at once up to the end of a block; but row 0's block is whole.
   */
  readonly unchecked?: (rows: number, columns: number) => boolean;
  readonly onProgress?: ((rowsDone: number) => void) | undefined;
}

/**
 * The rows of `source` in blocks of `blockRows(d)` rows (the last may be shorter), or in parts of those (`unchecked`). What
 * is given out is reused: read it before asking for the next. Throws an InputError that names the row for features that
 * are not finite numbers or not as many as in the first row.
 */
export async function* fixedBlocks(source: RowSource, options: FixedBlocksOptions = {}): AsyncGenerator<RowBlock> {
  const { unchecked = () => false, onProgress } = options;
  let columns = 0;
  let room: Room | undefined;
  let rowsDone = options.firstRow ?? 0;
  /** Rows of the block that were given out as they came, and after them those that wait in the room. */
  let passed = 0;
  let filled = 0;

  const block = (): RowBlock => {
    const found = { rows: filled, columns, values: room!.values.subarray(0, filled * columns) };
    if (!unchecked(rowsDone + passed + filled, columns) && room!.firstNotFinite(found.values.length) !== -1)
      requireFinite(found, rowsDone + passed);
    return found;
  };

  for await (const given of source()) {
    if (given.rows === 0) continue;
    columns ||= given.columns;
    if (given.columns !== columns)
      throw new InputError(
        `row ${rowsDone + passed + filled} has ${given.columns} features, the rows before it have ${columns}`,
        "Give features of one extractor and one size only.",
      );
    const capacity = blockRows(columns);
    for (let row = 0; row < given.rows;) {
      const left = given.rows - row;
      const taken = Math.min(left, capacity - passed - filled);
      const values = given.values.subarray(row * columns, (row + taken) * columns);
      row += taken;
      const isOnItsOwn = filled === 0 && (rowsDone > 0 || taken === capacity);
      if (isOnItsOwn && unchecked(rowsDone + passed + taken, columns)) {
        yield { rows: taken, columns, values };
        passed += taken;
      } else {
        const needed = left * blocksInOne >= capacity ? capacity : Math.min(capacity, filled + left);
        room = withRoom(room, needed * columns, capacity * columns, values);
        room.values.set(values, filled * columns);
        filled += taken;
      }
      if (passed + filled < capacity) continue;
      if (filled > 0) yield block();
      rowsDone += capacity;
      passed = filled = 0;
      onProgress?.(rowsDone);
    }
  }
  if (passed + filled === 0) return;
  if (filled > 0) yield block();
  onProgress?.(rowsDone + passed + filled);
}

/** Room for a block's values. */
interface Room {
  readonly values: RowBlock["values"];
  /** The first of so many values that is NaN or infinite, or -1. */
  firstNotFinite(count: number): number;
}

/** `room`, or a longer copy (twice as long, up to `most`), in float64 once float64 comes in. */
function withRoom(room: Room | undefined, needed: number, most: number, like: RowBlock["values"]): Room {
  const isDouble = room?.values instanceof Float64Array || like instanceof Float64Array;
  const known = room?.values.length ?? 0;
  if (room !== undefined && needed <= known && isDouble === room.values instanceof Float64Array) return room;
  const larger = newRoom(isDouble, Math.min(most, Math.max(needed, 2 * known)));
  if (room !== undefined) larger.values.set(room.values);
  return larger;
}

function newRoom(isDouble: boolean, length: number): Room {
  const bytesEach = (isDouble ? Float64Array : Float32Array).BYTES_PER_ELEMENT;
  const { functions, memory } = finiteness.instantiate(length * bytesEach);
  const find = isDouble ? functions.firstNotFiniteFloat64 : functions.firstNotFiniteFloat32;
  const values = isDouble ? new Float64Array(memory, 0, length) : new Float32Array(memory, 0, length);
  return { values, firstNotFinite: (count) => find(0, count) };
}

/** Throws a NotFiniteError for the first number that is not finite; the first of the rows has that number. */
export function requireFinite({ columns, values }: RowBlock, firstRow: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at !== -1) throw new NotFiniteError(firstRow + Math.floor(at / columns), at % columns, values[at]!);
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
