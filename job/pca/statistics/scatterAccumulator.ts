import type { MatrixKernel } from "../kernel/matrixKernel.ts";
import type { Matrix, RowBlock } from "../matrix.ts";
import { blockCentring, type CentredBlock } from "./centredBlock.ts";
import type { Statistics } from "./statistics.ts";

/** Features a panel: the scatter is kept as each panel's products with itself and those after it, its upper half. */
const panelFeatures = 160;

/**
 * Adds blocks of rows to running statistics. A block is centred on its own mean; the step from the running mean to the
 * block's enters as one more row, √(n·m/(n+m))·(difference), which is exactly the correction of `mergeStatistics`.
 * Memory: d²/2 + one block, in float64.
 */
export class ScatterAccumulator {
  private count: number;
  private readonly mean: Float64Array;
  private readonly panels: readonly Panel[];
  private readonly kernel: MatrixKernel;
  private readonly centred: (values: RowBlock["values"], rows: number) => CentredBlock;

  /** Starts empty, or where `from` ended: then the rows that follow give the same bytes as one uninterrupted run. */
  constructor(features: number, kernel: MatrixKernel, from?: Statistics) {
    this.kernel = kernel;
    this.count = from?.count ?? 0;
    this.mean = from?.mean.slice() ?? new Float64Array(features);
    this.centred = blockCentring(features);
    this.panels = Array.from({ length: Math.ceil(features / panelFeatures) }, (_, panel) => {
      const first = panel * panelFeatures;
      const rows = Math.min(panelFeatures, features - first);
      const columns = features - first;
      return { first, sum: { rows, columns, values: new Float64Array(rows * columns) } };
    });
    if (from !== undefined) for (const panel of this.panels) copyOut(from.scatter, features, panel);
  }

  /** Adds `rows` rows of d values. */
  async add(values: RowBlock["values"], rows: number): Promise<void> {
    const d = this.mean.length;
    const { mean: blockMean, columns } = this.centred(values, rows);
    const total = this.count + rows;
    const weight = Math.sqrt((this.count * rows) / total);
    const length = rows + 1;
    for (let j = 0; j < d; j++) {
      const step = blockMean[j]! - this.mean[j]!;
      columns[j * length + rows] = step * weight;
      this.mean[j]! += step * (rows / total);
    }
    const features = (from: number, to: number): Matrix => ({
      rows: to - from,
      columns: length,
      values: columns.subarray(from * length, to * length),
    });
    for (const { first, sum } of this.panels)
      await this.kernel.addProduct(features(first, first + sum.rows), features(first, d), sum, { right: true });
    this.count = total;
  }

  statistics(): Statistics {
    const d = this.mean.length;
    const scatter = new Float64Array(d * d);
    for (const panel of this.panels) copySymmetric(panel, scatter, d);
    return { count: this.count, mean: this.mean.slice(), scatter };
  }
}

/** Products of the features from `first` on, a few of them with all that follow. */
interface Panel {
  readonly first: number;
  readonly sum: Matrix;
}

/** Entries of the upper half, and their mirror images, in squares that stay in the first-level cache on both sides. */
function copySymmetric({ first, sum }: Panel, scatter: Float64Array, d: number): void {
  for (let square = 0; square < sum.columns; square += panelFeatures) {
    const end = Math.min(square + panelFeatures, sum.columns);
    for (let i = 0; i < sum.rows; i++)
      for (let j = Math.max(i, square); j < end; j++) {
        const value = sum.values[i * sum.columns + j]!;
        scatter[(first + i) * d + first + j] = value;
        scatter[(first + j) * d + first + i] = value;
      }
  }
}

function copyOut(scatter: Float64Array, d: number, { first, sum }: Panel): void {
  for (let i = 0; i < sum.rows; i++) {
    const start = (first + i) * d + first;
    sum.values.set(scatter.subarray(start, start + sum.columns), i * sum.columns);
  }
}
