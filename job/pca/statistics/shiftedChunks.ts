import { requireFinite } from "../fixedBlocks.ts";
import type { Matrix, RowBlock } from "../matrix.ts";
import { finiteness } from "../wasm/finiteness.ts";
import { shiftedRows } from "../wasm/shiftedRows.ts";

const doubleBytes = Float64Array.BYTES_PER_ELEMENT;
/** Bytes of rows taken over at once: they are still in the second-level cache when they are read again. */
const pieceBytes = 1 << 18;

/**
 * Rows less an origin, in float64, in chunks that are filled one after the other, each in its slot of one memory; and their
 * column sums. Rows may come in any parts: four are summed up at once, and which four follows from the chunks alone.
 */
export class ShiftedChunks {
  /** d numbers, that rows are taken from. */
  readonly origin: Float64Array;
  /** d sums of the rows so taken, until somebody sets them back. */
  readonly sums: Float64Array;
  readonly #features: number;
  readonly #slotBytes: number;
  readonly #pieceRows: number;
  readonly #originAt: number;
  readonly #sumsAt: number;
  readonly #pieceAt: number;
  readonly #room: ReturnType<typeof shiftedRows.instantiate>;
  readonly #finiteness: ReturnType<typeof finiteness.instantiate>["functions"];
  /** Rows as they came, in either type, until there are enough of them to be taken over at once. */
  #piece: RowBlock["values"];
  /** Rows in finished chunks, in the chunk, and in the piece. */
  #before: number;
  #inChunk = 0;
  #inPiece = 0;
  #slot = 0;
  #rows = 0;

  /** Slots of `rows` rows of d features, after so many rows that came before. */
  constructor(options: { features: number; slots: number; rows: number; before: number }) {
    const { features: d, slots, rows, before } = options;
    this.#features = d;
    this.#before = before;
    this.#slotBytes = rows * d * doubleBytes;
    this.#pieceRows = 4 * Math.ceil(pieceBytes / (4 * d * doubleBytes));
    this.#originAt = slots * this.#slotBytes;
    this.#sumsAt = this.#originAt + d * doubleBytes;
    this.#pieceAt = this.#sumsAt + d * doubleBytes;
    this.#room = shiftedRows.instantiate(this.#pieceAt + this.#pieceRows * d * doubleBytes);
    this.#finiteness = finiteness.instantiateOn(this.#room.handle).functions;
    this.origin = new Float64Array(this.#room.memory, this.#originAt, d);
    this.sums = new Float64Array(this.#room.memory, this.#sumsAt, d);
    this.#piece = this.#pieceLike(undefined);
  }

  /** All rows so far. */
  get count(): number {
    return this.#before + this.#inChunk + this.#inPiece;
  }

  /** All memory, when no chunk is needed any more. */
  get memory(): Float64Array {
    return new Float64Array(this.#room.memory);
  }

  /** Whether the next row is the first of a chunk: `begin` says of which. */
  get isBetween(): boolean {
    return this.#inChunk + this.#inPiece === 0;
  }

  get isFull(): boolean {
    return this.#inChunk + this.#inPiece === this.#rows;
  }

  /** The chunk that follows has so many rows at most. */
  begin(slot: number, rows: number): void {
    this.#slot = slot;
    this.#rows = rows;
  }

  /** Adds rows (whole ones) until there are no more or the chunk is full; how many it added. */
  add(values: RowBlock["values"]): number {
    const d = this.#features;
    if (values instanceof Float64Array !== this.#piece instanceof Float64Array) {
      this.#takeOver();
      this.#piece = this.#pieceLike(values);
    }
    const all = values.length / d;
    let row = 0;
    while (row < all && !this.isFull) {
      const wanted = Math.min(this.#pieceRows, this.#rows - this.#inChunk) - this.#inPiece;
      const taken = Math.min(wanted, all - row);
      this.#piece.set(values.subarray(row * d, (row + taken) * d), this.#inPiece * d);
      this.#inPiece += taken;
      row += taken;
      if (taken === wanted) this.#takeOver();
    }
    return row;
  }

  /** Ends the chunk: its rows, until there is another in its slot. Throws a NotFiniteError as `add` may. */
  end(): Matrix {
    this.#takeOver();
    const [rows, columns] = [this.#inChunk, this.#features];
    this.#before += rows;
    this.#inChunk = 0;
    return { rows, columns, values: new Float64Array(this.#room.memory, this.#slot * this.#slotBytes, rows * columns) };
  }

  /** Makes the mean of these rows the origin; exactly where a feature is the same in all of them. Uses the first slot. */
  takeFromMean(values: RowBlock["values"]): void {
    const { origin, sums } = this;
    const d = this.#features;
    const rows = values.length / d;
    origin.set(values.subarray(0, d));
    this.#piece = this.#pieceLike(values);
    for (let row = 0; row < rows; row += this.#pieceRows) {
      const taken = Math.min(this.#pieceRows, rows - row);
      this.#piece.set(values.subarray(row * d, (row + taken) * d));
      this.#shift(taken, 0);
    }
    if (!this.#areFinite()) requireFinite({ rows, columns: d, values }, 0);
    for (let j = 0; j < d; j++) origin[j]! += sums[j]! / rows;
    sums.fill(0);
  }

  /** The memory of a piece, for numbers of a type. */
  #pieceLike(values: RowBlock["values"] | undefined): RowBlock["values"] {
    const length = this.#pieceRows * this.#features;
    return values instanceof Float64Array
      ? new Float64Array(this.#room.memory, this.#pieceAt, length)
      : new Float32Array(this.#room.memory, this.#pieceAt, length);
  }

  /** The rows that wait in the piece → the chunk. */
  #takeOver(): void {
    const [d, rows] = [this.#features, this.#inPiece];
    this.#shift(rows, this.#slot * this.#slotBytes + this.#inChunk * d * doubleBytes);
    if (!this.#areFinite())
      requireFinite({ rows, columns: d, values: this.#piece.subarray(0, rows * d) }, this.#before + this.#inChunk);
    this.#inChunk += rows;
    this.#inPiece = 0;
  }

  /** So many rows of the piece less the origin → `target`; their sums are added to the others. */
  #shift(rows: number, target: number): void {
    const { shiftFloat32, shiftFloat64 } = this.#room.functions;
    const shiftRows = this.#piece instanceof Float64Array ? shiftFloat64 : shiftFloat32;
    shiftRows(this.#pieceAt, rows, this.#features, this.#originAt, this.#sumsAt, target);
  }

  #areFinite(): boolean {
    return this.#finiteness.firstNotFiniteFloat64(this.#sumsAt, this.#features) === -1;
  }
}
