import type { Blas } from "../blas.ts";
import type { RowBlock } from "../matrix.ts";
import { centring } from "../wasm/centring.ts";
import { mirrorLower } from "./mirrorLower.ts";
import type { LastStatistics, Scatter } from "./scatter.ts";
import type { Statistics } from "./statistics.ts";

const doubleBytes = Float64Array.BYTES_PER_ELEMENT;
/** Rows in float64 that a product takes: few enough to be in cache when it starts. */
const chunkRowsAtMost = 1024;
/** Chunks held at once: one is being multiplied while the next is made ready. */
const slots = 2;

/**
 * Running statistics by a BLAS. A block of m rows with the mean μ is added about `mean + (μ - mean)·(1 - √(n/(n+m)))`, n
 * rows being there before: its products are then its scatter about μ and n·m/(n+m) times the square of the step between
 * the means, which is the correction of `mergeStatistics`. Memory: d², a block as it came, and two chunks of it.
 */
export class BlasScatter implements Scatter {
  private count = 0;
  private chunk = 0;
  private readonly features: number;
  private readonly chunkRows: number;
  private readonly blas: Blas;
  private readonly mean: Float64Array;
  private readonly scatter: Float64Array;
  private readonly room: ReturnType<typeof centring.instantiate>;
  /** The product of each slot's chunk. */
  private readonly products: Promise<void>[] = Array.from({ length: slots }, () => Promise.resolve());

  constructor(options: { features: number; blockRows: number; blas: Blas; from: Statistics | undefined }) {
    const { features: d, blockRows, blas, from } = options;
    this.features = d;
    this.chunkRows = Math.min(chunkRowsAtMost, blockRows);
    this.blas = blas;
    this.room = centring.instantiate((slots * this.chunkRows + 1 + blockRows) * d * doubleBytes);
    this.mean = from?.mean.slice() ?? new Float64Array(d);
    this.scatter = from?.scatter.slice() ?? new Float64Array(d * d);
    this.count = from?.count ?? 0;
  }

  async add(values: RowBlock["values"], rows: number): Promise<void> {
    const { features: d, chunkRows, room, blas, scatter } = this;
    const shift = slots * chunkRows * d * doubleBytes;
    const source = shift + d * doubleBytes;
    const isDouble = values instanceof Float64Array;
    const { functions } = room;
    const [columnMeans, subtractRow] = isDouble
      ? [functions.columnMeansFloat64, functions.subtractRowFloat64]
      : [functions.columnMeansFloat32, functions.subtractRowFloat32];

    const copy = isDouble
      ? new Float64Array(room.memory, source, rows * d)
      : new Float32Array(room.memory, source, rows * d);
    copy.set(values);
    columnMeans(source, rows, d, shift);
    this.meansToShift(new Float64Array(room.memory, shift, d), rows);
    for (let first = 0; first < rows; first += chunkRows) {
      const taken = Math.min(chunkRows, rows - first);
      const slot = this.chunk++ % slots;
      const target = slot * chunkRows * d * doubleBytes;
      await this.products[slot];
      subtractRow(source + first * d * values.BYTES_PER_ELEMENT, taken, d, shift, target);
      const product = blas.addScatter(
        { rows: taken, columns: d, values: new Float64Array(room.memory, target, taken * d) },
        scatter,
      );
      // Whoever waits for it is told of its failure; until then it is nobody's.
      product.catch(() => {});
      this.products[slot] = product;
    }
  }

  async statistics(): Promise<Statistics> {
    const { count, mean, scatter } = await this.lastStatistics();
    return { count, mean: mean.slice(), scatter: scatter.slice() };
  }

  async lastStatistics(): Promise<LastStatistics> {
    const { count, mean, scatter, features, room } = this;
    await Promise.all(this.products);
    mirrorLower(scatter, features);
    return { count, mean, scatter, spare: new Float64Array(room.memory) };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.products);
  }

  /** Moves the running means on by a block's means, and leaves in their place what its rows are taken from. */
  private meansToShift(means: Float64Array, rows: number): void {
    const { mean, count } = this;
    const total = count + rows;
    const share = Math.sqrt(count / total);
    for (let j = 0; j < means.length; j++) {
      const step = means[j]! - mean[j]!;
      means[j]! -= step * share;
      mean[j]! += step * (rows / total);
    }
    this.count = total;
  }
}
