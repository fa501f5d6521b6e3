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
    const centred = this.panels.map((panel) => centredPanel(values, rows, d, panel, blockMean, step, weight));
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

  private forEachSum(visit: (sum: Matrix, firstRow: number, firstColumn: number) => void): void {
    for (const [i, row] of this.sums.entries())
      for (const [j, sum] of row.entries()) visit(sum, this.panels[i]!.from, this.panels[i + j]!.from);
  }
}

/** The features of one panel, centred, with the weighted step of the means as the last row. */
function centredPanel(
  values: Float32Array | Float64Array,
  rows: number,
  d: number,
  panel: { readonly from: number; readonly width: number },
  blockMean: Float64Array,
  step: Float64Array,
  weight: number,
): Matrix {
  const { from, width } = panel;
  const centred = new Float64Array((rows + 1) * width);
  for (let row = 0; row < rows; row++) {
    const source = row * d + from;
    const target = row * width;
    for (let j = 0; j < width; j++) centred[target + j] = values[source + j]! - blockMean[from + j]!;
  }
  for (let j = 0; j < width; j++) centred[rows * width + j] = step[from + j]! * weight;
  return { rows: rows + 1, columns: width, values: centred };
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
