/** n points × d coordinates, row-major: point i owns values[i * dimension .. (i + 1) * dimension]. */
export interface PointTable {
  readonly count: number;
  readonly dimension: number;
  readonly values: Float64Array;
}

export function squaredDistance({ dimension, values }: PointTable, a: number, b: number): number {
  let sum = 0;
  for (let i = a * dimension, j = b * dimension, end = i + dimension; i < end; i++, j++) {
    const difference = (values[i] ?? 0) - (values[j] ?? 0);
    sum += difference * difference;
  }
  return sum;
}
