import type { Blas } from "../blas.ts";
import { requireFinite } from "../fixedBlocks.ts";
import type { RowBlock } from "../matrix.ts";
import { shiftedRows } from "../wasm/shiftedRows.ts";
import { mirrorLower } from "./mirrorLower.ts";
import type { LastStatistics, Scatter } from "./scatter.ts";
import type { Statistics } from "./statistics.ts";

const doubleBytes = Float64Array.BYTES_PER_ELEMENT;
/** Rows in float64 that a product takes: few enough to be in cache when it starts. */
const chunkRowsAtMost = 512;
/** Chunks held at once: two are being multiplied while the next is made ready. */
const slots = 3;
/** Features up to which every second chunk has a sum of its own, so that two can be multiplied at once: 128 MiB. */
const mostForTwoSums = 4096;
/** Bytes of rows taken over at once: they are still in the second-level cache when they are read again. */
const pieceBytes = 1 << 18;
/** Blocks whose rows are all taken from the same mean. */
const blocksInGroup = 16;

/**
 * Running statistics by a BLAS. Rows are taken from the mean of all rows before their group of blocks, those of the first
 * group from the mean of the first block, and what the true mean is away from that is made good when the group is full:
 * `Σ(x-o)(x-o)ᵀ - n·(μ-o)(μ-o)ᵀ`. That costs two digits at most, wherever the rows lie: m rows with the mean o among n
 * have n·(μ-o)² no larger than n/m times the scatter, and n/m is 16 at most. Memory: d², or twice that, and three chunks.
 */
export class BlasScatter implements Scatter {
  private count: number;
  private chunk = 0;
  private readonly features: number;
  private readonly groupRows: number;
  private readonly chunkRows: number;
  private readonly pieceRows: number;
  private readonly originAt: number;
  private readonly sumsAt: number;
  private readonly pieceAt: number;
  private readonly blas: Blas;
  /** Of all rows of finished groups, or else of the first block: what rows are taken from. */
  private readonly origin: Float64Array;
  /** Of the rows so taken, since the group began. */
  private readonly sums: Float64Array;
  /** Products of the rows so taken, and of those of every second chunk since the group began. */
  private readonly scatter: Float64Array;
  private readonly beside: Float64Array | undefined;
  private readonly room: ReturnType<typeof shiftedRows.instantiate>;
  /** The product of each slot's chunk. */
  private readonly products: Promise<void>[] = Array.from({ length: slots }, () => Promise.resolve());

  constructor(options: { features: number; blockRows: number; blas: Blas; from: Statistics | undefined }) {
    const { features: d, blockRows, blas, from } = options;
    this.features = d;
    this.groupRows = blockRows * blocksInGroup;
    this.chunkRows = Math.min(chunkRowsAtMost, blockRows);
    this.pieceRows = Math.min(this.chunkRows, 4 * Math.ceil(pieceBytes / (4 * d * doubleBytes)));
    this.blas = blas;
    this.originAt = slots * this.chunkRows * d * doubleBytes;
    this.sumsAt = this.originAt + d * doubleBytes;
    this.pieceAt = this.sumsAt + d * doubleBytes;
    this.room = shiftedRows.instantiate(this.pieceAt + this.pieceRows * d * doubleBytes);
    this.origin = new Float64Array(this.room.memory, this.originAt, d);
    this.sums = new Float64Array(this.room.memory, this.sumsAt, d);
    this.scatter = from?.scatter.slice() ?? new Float64Array(d * d);
    if (d <= mostForTwoSums) this.beside = new Float64Array(d * d);
    this.count = from?.count ?? 0;
    if (from !== undefined) this.origin.set(from.mean);
  }

  async add(values: RowBlock["values"], rows: number): Promise<void> {
    const { features: d, chunkRows } = this;
    if (this.count === 0) this.takeFromMean(values, rows);
    for (let first = 0; first < rows; first += chunkRows) {
      const taken = Math.min(chunkRows, rows - first);
      const slot = this.chunk % slots;
      const isSecond = this.chunk++ % 2 === 1;
      const target = slot * chunkRows * d * doubleBytes;
      await this.products[slot];
      this.shift(values.subarray(first * d, (first + taken) * d), target);
      const shifted = { rows: taken, columns: d, values: new Float64Array(this.room.memory, target, taken * d) };
      const sum = (isSecond ? this.beside : undefined) ?? this.scatter;
      const product = this.blas.addScatter(shifted, sum);
      // Whoever waits for it is told of its failure; until then it is nobody's.
      product.catch(() => {});
      this.products[slot] = product;
    }
    if (!this.sums.every(Number.isFinite)) requireFinite({ rows, columns: d, values }, this.count);
    this.count += rows;
    if (this.isAtRest) await this.finishGroup();
  }

  get isAtRest(): boolean {
    return this.count % this.groupRows === 0;
  }

  async statistics(): Promise<Statistics> {
    await Promise.all(this.products);
    const { count, mean, scatter } = this.aboutTrueMean(this.origin.slice(), this.scatter.slice());
    mirrorLower(scatter, this.features);
    return { count, mean, scatter };
  }

  async lastStatistics(): Promise<LastStatistics> {
    await Promise.all(this.products);
    const { scatter, beside, room } = this;
    const { count, mean } = this.aboutTrueMean(this.origin, scatter);
    const spare = [new Float64Array(room.memory), ...(beside === undefined ? [] : [beside])];
    return { count, mean: mean.slice(), scatter, isLower: true, spare };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.products);
  }

  /** Takes all rows of the first group from the mean of these; exactly where a feature is the same in all of them. */
  private takeFromMean(values: RowBlock["values"], rows: number): void {
    const { origin, sums, features: d } = this;
    const chunk = this.chunkRows * d;
    origin.set(values.subarray(0, d));
    for (let first = 0; first < rows * d; first += chunk)
      this.shift(values.subarray(first, Math.min(first + chunk, rows * d)), 0);
    for (let j = 0; j < d; j++) origin[j]! += sums[j]! / rows;
    sums.fill(0);
  }

  /** Rows (whole ones, a chunk of them at most) less the origin → `target`; their sums are added to the others. */
  private shift(values: RowBlock["values"], target: number): void {
    const { features: d, room, originAt, sumsAt, pieceAt, pieceRows } = this;
    const isDouble = values instanceof Float64Array;
    const shiftRows = isDouble ? room.functions.shiftFloat64 : room.functions.shiftFloat32;
    const piece = isDouble
      ? new Float64Array(room.memory, pieceAt, pieceRows * d)
      : new Float32Array(room.memory, pieceAt, pieceRows * d);
    const rows = values.length / d;
    for (let first = 0; first < rows; first += pieceRows) {
      const taken = Math.min(pieceRows, rows - first);
      piece.set(values.subarray(first * d, (first + taken) * d));
      shiftRows(pieceAt, taken, d, originAt, sumsAt, target + first * d * doubleBytes);
    }
  }

  private async finishGroup(): Promise<void> {
    await Promise.all(this.products);
    this.aboutTrueMean(this.origin, this.scatter);
    this.beside?.fill(0);
    this.sums.fill(0);
    this.chunk = 0;
  }

  /** Moves an origin to the mean of all rows, and makes of a scatter (its lower half) that of all rows about it. */
  private aboutTrueMean(origin: Float64Array, scatter: Float64Array): Statistics {
    const { features: d, count } = this;
    const step = this.sums.map((sum) => sum / Math.max(count, 1));
    for (let i = 0; i < d; i++) {
      origin[i]! += step[i]!;
      const times = count * step[i]!;
      const line = scatter.subarray(i * d, i * d + i + 1);
      const beside = this.beside?.subarray(i * d, i * d + i + 1);
      if (beside === undefined) for (let j = 0; j <= i; j++) line[j]! -= times * step[j]!;
      else for (let j = 0; j <= i; j++) line[j] = line[j]! + beside[j]! - times * step[j]!;
    }
    return { count, mean: origin, scatter };
  }
}
