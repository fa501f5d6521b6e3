/**
 * `y = A·x` for the rows and columns from `from` of a symmetric n × n matrix whose lower half is stored row-major: four
 * rows at a time, each element of the lower half read once and used for both halves.
 */
export function lowerTimesVector(a: Float64Array, n: number, from: number, x: Float64Array, y: Float64Array): void {
  y.fill(0, from);
  let row = from;
  for (; row + 4 <= n; row += 4) {
    const r0 = row * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    const x0 = x[row]!;
    const x1 = x[row + 1]!;
    const x2 = x[row + 2]!;
    const x3 = x[row + 3]!;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = from; j < row; j++) {
      const xj = x[j]!;
      const a0 = a[r0 + j]!;
      const a1 = a[r1 + j]!;
      const a2 = a[r2 + j]!;
      const a3 = a[r3 + j]!;
      s0 += a0 * xj;
      s1 += a1 * xj;
      s2 += a2 * xj;
      s3 += a3 * xj;
      y[j]! += a0 * x0 + a1 * x1 + (a2 * x2 + a3 * x3);
    }
    y[row] = s0;
    y[row + 1] = s1;
    y[row + 2] = s2;
    y[row + 3] = s3;
    for (let i = row; i < row + 4; i++) diagonalRow(a, n, row, i, x, y);
  }
  for (const first = row; row < n; row++) {
    let sum = 0;
    for (let j = from; j < first; j++) {
      sum += a[row * n + j]! * x[j]!;
      y[j]! += a[row * n + j]! * x[row]!;
    }
    y[row] = sum;
    diagonalRow(a, n, first, row, x, y);
  }
}

/** What row i of the triangle on the diagonal that starts at `from` adds to y. */
function diagonalRow(a: Float64Array, n: number, from: number, i: number, x: Float64Array, y: Float64Array): void {
  for (let j = from; j < i; j++) {
    y[i]! += a[i * n + j]! * x[j]!;
    y[j]! += a[i * n + j]! * x[i]!;
  }
  y[i]! += a[i * n + i]! * x[i]!;
}
