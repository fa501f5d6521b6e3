import type { Blas } from "../blas.ts";
import type { RowBlock } from "../matrix.ts";
import { mirrorLower } from "./mirrorLower.ts";
import type { LastStatistics, Scatter } from "./scatter.ts";
import { ShiftedChunks } from "./shiftedChunks.ts";
import type { Statistics } from "./statistics.ts";

/** Rows in float64 that a product takes: each is handed over once, and a core may stand idle for a moment then. */
const chunkRows = 1024;
/** The same in the first blocks: where there are few chunks, two threads share them more evenly. */
const chunkRowsAtFirst = 512;
const blocksAtFirst = 4;
/** Chunks held at once: two are being multiplied while the next is made ready. */
const slots = 3;
/** Features up to which every second chunk has a sum of its own, so that two can be multiplied at once: 128 MiB. */
const mostForTwoSums = 4096;
/** Blocks whose rows are all taken from the same mean. */
const blocksInGroup = 16;

/**
 * Running statistics by a BLAS. Rows are taken from the mean of all rows before their group of blocks, those of the first
 * group from the mean of the rows added first, and what the true mean is away from that is made good when the group is full:
 * `Σ(x-o)(x-o)ᵀ - n·(μ-o)(μ-o)ᵀ`. That costs two digits at most, wherever the rows lie: m rows with the mean o among n
 * have n·(μ-o)² no larger than n/m times the scatter, and n/m is 16 at most where a whole block is added first. After it
 * rows may come in any parts, to the same bytes. Memory: d², or twice that, and three chunks.
 */
export class BlasScatter implements Scatter {
  private chunk = 0;
  private readonly features: number;
  private readonly blockRows: number;
  private readonly blas: Blas;
  /** Rows less the mean of all rows of finished groups, or else of the first block. */
  private readonly rows: ShiftedChunks;
  /** Products of the rows so taken, and of those of every second chunk since the group began. */
  private readonly scatter: Float64Array;
  private readonly beside: Float64Array | undefined;
  /** The product of each slot's chunk. */
  private readonly products: Promise<void>[] = Array.from({ length: slots }, () => Promise.resolve());

  constructor(options: { features: number; blockRows: number; blas: Blas; from: Statistics | undefined }) {
    const { features, blockRows, blas, from } = options;
    this.features = features;
    this.blockRows = blockRows;
    this.blas = blas;
    this.rows = new ShiftedChunks({ features, slots, rows: Math.min(chunkRows, blockRows), before: from?.count ?? 0 });
    this.scatter = from?.scatter.slice() ?? new Float64Array(features ** 2);
    if (features <= mostForTwoSums) this.beside = new Float64Array(features ** 2);
    if (from !== undefined) this.rows.origin.set(from.mean);
  }

  async add(values: RowBlock["values"], rows: number): Promise<void> {
    const length = rows * this.features;
    if (this.rows.count === 0) this.rows.takeFromMean(values.subarray(0, length));
    for (let at = 0; at < length;) {
      if (this.rows.isBetween) await this.beginChunk();
      at += this.rows.add(values.subarray(at, length)) * this.features;
      if (!this.rows.isFull) continue;
      this.multiply();
      if (this.isAtRest) await this.finishGroup();
    }
  }

  get isAtRest(): boolean {
    return this.rows.count % (this.blockRows * blocksInGroup) === 0;
  }

  async statistics(): Promise<Statistics> {
    await this.finished();
    const { count, mean, scatter } = this.aboutTrueMean(this.rows.origin.slice(), this.scatter.slice());
    mirrorLower(scatter, this.features);
    return { count, mean, scatter };
  }

  async lastStatistics(): Promise<LastStatistics> {
    await this.finished();
    const { scatter, beside, rows } = this;
    const { count, mean } = this.aboutTrueMean(rows.origin, scatter);
    const spare = [rows.memory, ...(beside === undefined ? [] : [beside])];
    return { count, mean: mean.slice(), scatter, isLower: true, spare };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.products);
  }

  /** How many rows the next chunk has follows from the rows before it alone. */
  private async beginChunk(): Promise<void> {
    const slot = this.chunk % slots;
    await this.products[slot];
    const isEarly = this.rows.count < blocksAtFirst * this.blockRows;
    this.rows.begin(slot, Math.min(isEarly ? chunkRowsAtFirst : chunkRows, this.blockRows));
  }

  /** Begins the product of the chunk. */
  private multiply(): void {
    const sum = (this.chunk % 2 === 1 ? this.beside : undefined) ?? this.scatter;
    const product = this.blas.addScatter(this.rows.end(), sum);
    // Whoever waits for it is told of its failure; until then it is nobody's.
    product.catch(() => {});
    this.products[this.chunk++ % slots] = product;
  }

  /** Resolves when all rows are in the sums. */
  private async finished(): Promise<void> {
    if (!this.rows.isBetween) this.multiply();
    await Promise.all(this.products);
  }

  private async finishGroup(): Promise<void> {
    await Promise.all(this.products);
    this.aboutTrueMean(this.rows.origin, this.scatter);
    this.beside?.fill(0);
    this.rows.sums.fill(0);
    this.chunk = 0;
  }

  /** Moves an origin to the mean of all rows, and makes of a scatter (its lower half) that of all rows about it. */
  private aboutTrueMean(origin: Float64Array, scatter: Float64Array): Statistics {
    const d = this.features;
    const { count, sums } = this.rows;
    const step = sums.map((sum) => sum / Math.max(count, 1));
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
