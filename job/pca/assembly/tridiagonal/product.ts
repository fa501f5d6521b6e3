/* The product of the symmetric matrix with a vector, in parts that different threads may do. */
import { across, dot, element, entry } from "./vectors";

const tile: i32 = 4;
/** Parts of a product, and the rows that each takes in turn. */
export const productParts: i32 = 4;
const turnRows: i32 = 16;

/** Of the vectors of `w` and of `v` before that of this index with it: w₀·x, v₀·x, w₁·x … */
export function innerProducts(n: i32, from: i32, index: i32, v: usize, w: usize, target: usize): void {
  const stride = (<usize>n) << 3;
  const x = v + <usize>index * stride;
  for (let earlier = 0; earlier < index; earlier++) {
    const pair = target + ((<usize>earlier) << 4);
    store<f64>(pair, dot(n, from, w + <usize>earlier * stride, x));
    store<f64>(pair, dot(n, from, v + <usize>earlier * stride, x), 8);
  }
}

/** `y = ` the sum of all parts, from entry `from` on. */
export function addSums(n: i32, from: i32, sums: usize, y: usize): void {
  const stride = (<usize>n) << 3;
  let i = from;
  for (; i + 2 <= n; i += 2) {
    const at = entry(sums, i);
    const first = f64x2.add(v128.load(at), v128.load(at + stride));
    const second = f64x2.add(v128.load(at + 2 * stride), v128.load(at + 3 * stride));
    v128.store(entry(y, i), f64x2.add(first, second));
  }
  if (i < n) {
    const at = entry(sums, i);
    const first = load<f64>(at) + load<f64>(at + stride);
    store<f64>(entry(y, i), first + (load<f64>(at + 2 * stride) + load<f64>(at + 3 * stride)));
  }
}

/**
 * What the rows of one part add to `A·x`, on the rows and columns from `from` on: four rows at a time, each element read
 * once for both halves.
 */
export function symmetricTimesVector(a: usize, n: i32, from: i32, part: i32, x: usize, y: usize): void {
  memory.fill(entry(y, from), 0, (<usize>(n - from)) << 3);
  for (let turn = from + part * turnRows; turn < n; turn += productParts * turnRows)
    timesRows(a, n, from, turn, min(turn + turnRows, n), x, y);
}

function timesRows(a: usize, n: i32, from: i32, first: i32, end: i32, x: usize, y: usize): void {
  const stride = (<usize>n) << 3;
  let row = first;
  for (; row + tile <= end; row += tile) {
    const x0 = f64x2.splat(load<f64>(entry(x, row)));
    const x1 = f64x2.splat(load<f64>(entry(x, row), 8));
    const x2 = f64x2.splat(load<f64>(entry(x, row), 16));
    const x3 = f64x2.splat(load<f64>(entry(x, row), 24));
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let r0 = element(a, n, row, from);
    let r1 = r0 + stride;
    let r2 = r1 + stride;
    let r3 = r2 + stride;
    let xj = entry(x, from);
    let yj = entry(y, from);
    const last = entry(x, row);
    // Four columns a turn, of which there are a multiple of four: each element is read once, for its row's sum and for
    // its column's.
    for (; xj < last; xj += 32, yj += 32, r0 += 32, r1 += 32, r2 += 32, r3 += 32) {
      const xs = v128.load(xj);
      const a0 = v128.load(r0);
      const a1 = v128.load(r1);
      const a2 = v128.load(r2);
      const a3 = v128.load(r3);
      s0 = f64x2.relaxed_madd(a0, xs, s0);
      s1 = f64x2.relaxed_madd(a1, xs, s1);
      s2 = f64x2.relaxed_madd(a2, xs, s2);
      s3 = f64x2.relaxed_madd(a3, xs, s3);
      v128.store(yj, plusColumns(v128.load(yj), a0, x0, a1, x1, a2, x2, a3, x3));
      const xt = v128.load(xj, 16);
      const b0 = v128.load(r0, 16);
      const b1 = v128.load(r1, 16);
      const b2 = v128.load(r2, 16);
      const b3 = v128.load(r3, 16);
      s0 = f64x2.relaxed_madd(b0, xt, s0);
      s1 = f64x2.relaxed_madd(b1, xt, s1);
      s2 = f64x2.relaxed_madd(b2, xt, s2);
      s3 = f64x2.relaxed_madd(b3, xt, s3);
      v128.store(yj, plusColumns(v128.load(yj, 16), b0, x0, b1, x1, b2, x2, b3, x3), 16);
    }
    store<f64>(entry(y, row), across(s0));
    store<f64>(entry(y, row), across(s1), 8);
    store<f64>(entry(y, row), across(s2), 16);
    store<f64>(entry(y, row), across(s3), 24);
    for (let i = row; i < row + tile; i++) timesRow(a, n, row, i, x, y);
  }
  const firstLeft = row;
  for (; row < end; row++) {
    let sum: f64 = 0;
    const xr = load<f64>(entry(x, row));
    for (let j = from; j < firstLeft; j++) {
      const value = load<f64>(element(a, n, row, j));
      sum += value * load<f64>(entry(x, j));
      store<f64>(entry(y, j), load<f64>(entry(y, j)) + value * xr);
    }
    store<f64>(entry(y, row), sum);
    timesRow(a, n, firstLeft, row, x, y);
  }
}

/** `y` and what four rows add to two of its entries. */
@inline
function plusColumns(
  y: v128,
  a0: v128,
  x0: v128,
  a1: v128,
  x1: v128,
  a2: v128,
  x2: v128,
  a3: v128,
  x3: v128,
): v128 {
  const upper = f64x2.relaxed_madd(a1, x1, f64x2.relaxed_madd(a0, x0, y));
  return f64x2.add(upper, f64x2.relaxed_madd(a3, x3, f64x2.mul(a2, x2)));
}

/** What row i of the triangle on the diagonal that starts at `from` adds to y. */
function timesRow(a: usize, n: i32, from: i32, i: i32, x: usize, y: usize): void {
  const xi = load<f64>(entry(x, i));
  let sum = load<f64>(entry(y, i));
  for (let j = from; j < i; j++) {
    const value = load<f64>(element(a, n, i, j));
    sum += value * load<f64>(entry(x, j));
    store<f64>(entry(y, j), load<f64>(entry(y, j)) + value * xi);
  }
  store<f64>(entry(y, i), sum + load<f64>(element(a, n, i, i)) * xi);
}
