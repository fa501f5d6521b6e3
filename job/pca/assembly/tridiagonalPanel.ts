/*
 * One panel of a blocked Householder tridiagonalisation (LAPACK's dlatrd and dsyr2k), on float64 in linear memory.
 * Addresses are in bytes. The symmetric n × n matrix `a` is row-major and only its lower half is read. `v` and `w` hold
 * the panel's vectors, n entries each: the reduced matrix is A - V·Wᵀ - W·Vᵀ.
 *
 * One thread leads and calls `reducePanel` and `updateTrailing`; others may `assist` in the same memory.
 */

import { describe, offerProduct, publish, work } from "./tridiagonal/offers";
import { addSums, productParts } from "./tridiagonal/product";
import { pack, tilesOf } from "./tridiagonal/update";
import { dot, element, entry, householder, subtractBoth } from "./tridiagonal/vectors";

export { assist, end, timesSlept } from "./tridiagonal/offers";
export { largestOf } from "./tridiagonal/vectors";

/** Rows of a part of the update, or more where there would be more parts than a ticket can count. */
const updateRows: i32 = 64;
const mostParts: i32 = 128;
/** Rows below which a part is done before another thread could take it. */
const fewRows: i32 = 96;
/**
 * Reduces the columns from `start` on, `width` of them: fills the panel's vectors of `v` and `w`, `tau`, and from `start`
 * on the `diagonal` and `offDiagonal` of the tridiagonal matrix. `a` stays as it is. `shared` is what threads share, 256
 * bytes; `sums` has room for 4 · n + 2 · width numbers.
 */
export function reducePanel(
  shared: usize,
  a: usize,
  n: i32,
  start: i32,
  width: i32,
  v: usize,
  w: usize,
  tau: usize,
  diagonal: usize,
  offDiagonal: usize,
  sums: usize,
): void {
  const stride = (<usize>n) << 3;
  for (let index = 0; index < width; index++) {
    const column = start + index;
    const from = column + 1;
    const x = v + <usize>index * stride;
    const y = w + <usize>index * stride;
    for (let row = column; row < n; row++) store<f64>(entry(x, row), load<f64>(element(a, n, row, column)));
    for (let earlier = 0; earlier < index; earlier++) {
      const ve = v + <usize>earlier * stride;
      const we = w + <usize>earlier * stride;
      subtractBoth(n, column, ve, load<f64>(entry(we, column)), we, load<f64>(entry(ve, column)), x);
    }
    store<f64>(entry(diagonal, column), load<f64>(entry(x, column)));
    const factor = householder(n, from, x, entry(offDiagonal, column));
    store<f64>(entry(tau, index), factor);
    memory.fill(x, 0, (<usize>from) << 3);
    memory.fill(y, 0, stride);
    if (factor == 0) continue;

    const products = sums + <usize>productParts * stride;
    offerProduct(shared, a, n, from, index, v, w, sums);
    work(shared, n - from >= fewRows);
    addSums(n, from, sums, y);
    for (let earlier = 0; earlier < index; earlier++) {
      const pair = products + ((<usize>earlier) << 4);
      subtractBoth(
        n,
        from,
        v + <usize>earlier * stride,
        load<f64>(pair),
        w + <usize>earlier * stride,
        load<f64>(pair, 8),
        y,
      );
    }
    const half = 0.5 * factor * factor * dot(n, from, y, x);
    for (let row = from; row < n; row++)
      store<f64>(entry(y, row), factor * load<f64>(entry(y, row)) - half * load<f64>(entry(x, row)));
  }
}

/**
 * `A -= V·Wᵀ + W·Vᵀ` on the lower half of the rows and columns from `from` on, for `width` vectors each. `packed` has
 * room for 2 · width · (n - from + 3) numbers.
 */
export function updateTrailing(
  shared: usize,
  a: usize,
  n: i32,
  from: i32,
  width: i32,
  v: usize,
  w: usize,
  packed: usize,
): void {
  if (from >= n) return;
  pack(n, from, width, v, w, packed, tilesOf(n - from));
  let rows = updateRows;
  while ((n - from + rows - 1) / rows > mostParts) rows *= 2;
  describe(shared, a, n, from, width, v, w, packed, rows);
  publish(shared, (n - from + rows - 1) / rows);
  work(shared, n - from >= fewRows);
}
