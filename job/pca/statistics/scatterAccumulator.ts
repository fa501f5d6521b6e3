import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix } from "../matrix.ts";
import { columnMeans } from "./columnMeans.ts";
import type { Statistics } from "./statistics.ts";

/** Features a panel: the scatter is kept as the products of panel pairs, so that its lower half is never computed. */
const panelFeatures = 256;

/**
 * Adds blocks of rows to running statistics. A block is centred on its own mean; the step from the running mean to the
 * block's enters as one more row, √(n·m/(n+m))·(difference), which is exactly the correction of `mergeStatistics`.
 * Memory: d²/2 + one block, in float64.
 */
export class ScatterAccumulator {
  private count: number;
  private readonly mean: Float64Array;
  private readonly panels: readonly { readonly from: number; readonly width: number }[];
  private readonly sums: Matrix[][];
  private readonly kernel: MatrixKernel;
  private readonly rooms: Float64Array[] = [];

  /** Starts empty, or where `from` ended: then the rows that follow give the same bytes as one uninterrupted run. */
  constructor(features: number, kernel: MatrixKernel, from?: Statistics) {
    this.kernel = kernel;
    this.count = from?.count ?? 0;
    this.mean = from?.mean.slice() ?? new Float64Array(features);
    this.panels = Array.from({ length: Math.ceil(features / panelFeatures) }, (_, panel) => ({
      from: panel * panelFeatures,
      width: Math.min(panelFeatures, features - panel * panelFeatures),
    }));
    this.sums = this.panels.map((left, i) =>
      this.panels.slice(i).map((right) => ({
        rows: left.width,
        columns: right.width,
        values: new Float64Array(left.width * right.width),
      })),
    );
    if (from === undefined) return;
    this.forEachSum((sum, row, column) => copyOut(from.scatter, features, sum, row, column));
  }

  /** Adds `rows` rows of d values. */
  async add(values: Float32Array | Float64Array, rows: number): Promise<void> {
    const d = this.mean.length;
    const blockMean = columnMeans(values, rows, d);
    const total = this.count + rows;
    const step = blockMean.map((value, j) => value - this.mean[j]!);
    const weight = Math.sqrt((this.count * rows) / total);
    const centred = this.panels.map((panel, i) => {
      const room = this.roomFor(i, (rows + 1) * panel.width);
      fillCentred(room, values, rows, d, panel.from, panel.width, blockMean);
      for (let j = 0; j < panel.width; j++) room[rows * panel.width + j] = step[panel.from + j]! * weight;
      return { rows: rows + 1, columns: panel.width, values: room };
    });
    for (const [i, left] of centred.entries())
      for (const [j, sum] of this.sums[i]!.entries()) {
        await this.kernel.addProduct(left, centred[i + j]!, sum, { left: true });
      }
    for (let j = 0; j < d; j++) this.mean[j]! += step[j]! * (rows / total);
    this.count = total;
  }

  statistics(): Statistics {
    const d = this.mean.length;
    const scatter = new Float64Array(d * d);
    this.forEachSum((sum, row, column) => copySymmetric(sum, scatter, d, row, column));
    return { count: this.count, mean: this.mean.slice(), scatter };
  }

  /** Memory for a centred panel, kept from block to block: fresh pages cost more than the centring. */
  private roomFor(panel: number, length: number): Float64Array {
    if ((this.rooms[panel]?.length ?? 0) < length) this.rooms[panel] = new Float64Array(length);
    return this.rooms[panel]!.subarray(0, length);
  }

  private forEachSum(visit: (sum: Matrix, firstRow: number, firstColumn: number) => void): void {
    for (const [i, row] of this.sums.entries())
      for (const [j, sum] of row.entries()) visit(sum, this.panels[i]!.from, this.panels[i + j]!.from);
  }
}

/** The features of one panel less their means, row by row. */
function fillCentred(
  centred: Float64Array,
  values: Float32Array | Float64Array,
  rows: number,
  d: number,
  from: number,
  width: number,
  mean: Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    const source = row * d + from;
    const target = row * width;
    for (let j = 0; j < width; j++) centred[target + j] = values[source + j]! - mean[from + j]!;
  }
}

function copySymmetric(sum: Matrix, scatter: Float64Array, d: number, fromRow: number, fromColumn: number): void {
  for (let i = 0; i < sum.rows; i++)
    for (let j = 0; j < sum.columns; j++) {
      const value = sum.values[i * sum.columns + j]!;
      scatter[(fromRow + i) * d + fromColumn + j] = value;
      scatter[(fromColumn + j) * d + fromRow + i] = value;
    }
}

function copyOut(scatter: Float64Array, d: number, sum: Matrix, fromRow: number, fromColumn: number): void {
  for (let i = 0; i < sum.rows; i++) {
    const start = (fromRow + i) * d + fromColumn;
    sum.values.set(scatter.subarray(start, start + sum.columns), i * sum.columns);
  }
}
