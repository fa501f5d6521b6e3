/*
 * One panel of a blocked Householder tridiagonalisation (LAPACK's dlatrd and dsyr2k), on float64 in linear memory.
 * Addresses are in bytes. The symmetric n × n matrix `a` is row-major and only its lower half is read. `v` and `w` hold
 * the panel's vectors, n entries each: the reduced matrix is A - V·Wᵀ - W·Vᵀ.
 */

const tile: i32 = 4;
/** Columns of a block of the update: with the panel's 64 vectors 64 KiB, which stay in the second-level cache. */
const blockColumns: i32 = 128;

/** The address of entry `index` of a vector. */
@inline
function entry(vector: usize, index: i32): usize {
  return vector + ((<usize>index) << 3);
}

/** The address of element (row, column). */
@inline
function element(a: usize, n: i32, row: i32, column: i32): usize {
  return a + ((<usize>row * <usize>n + <usize>column) << 3);
}

/** The sum of both halves. */
@inline
function across(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/**
 * Reduces the columns from `start` on, `width` of them: fills the panel's vectors of `v` and `w`, `tau`, and from `start`
 * on the `diagonal` and `offDiagonal` of the tridiagonal matrix. `a` stays as it is.
 */
export function reducePanel(
  a: usize,
  n: i32,
  start: i32,
  width: i32,
  v: usize,
  w: usize,
  tau: usize,
  diagonal: usize,
  offDiagonal: usize,
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

    symmetricTimesVector(a, n, from, x, y);
    for (let earlier = 0; earlier < index; earlier++) {
      const ve = v + <usize>earlier * stride;
      const we = w + <usize>earlier * stride;
      subtractBoth(n, from, ve, dot(n, from, we, x), we, dot(n, from, ve, x), y);
    }
    const half = 0.5 * factor * factor * dot(n, from, y, x);
    for (let row = from; row < n; row++)
      store<f64>(entry(y, row), factor * load<f64>(entry(y, row)) - half * load<f64>(entry(x, row)));
  }
}

/**
 * The reflection I - tau·v·vᵀ that maps x (its entries from `from` on) to beta·e₁: replaces x by v, scaled so that its
 * first entry is 1, stores beta, and gives tau, 0 where there is nothing to reflect. LAPACK's dlarfg.
 */
function householder(n: i32, from: i32, x: usize, betaTarget: usize): f64 {
  const alpha = load<f64>(entry(x, from));
  let largest: f64 = 0;
  for (let i = from + 1; i < n; i++) largest = max(largest, abs(load<f64>(entry(x, i))));
  store<f64>(entry(x, from), 1);
  if (largest == 0) {
    store<f64>(betaTarget, alpha);
    return 0;
  }
  const unit = max(largest, abs(alpha));
  let squares = (alpha / unit) * (alpha / unit);
  for (let i = from + 1; i < n; i++) {
    const share = load<f64>(entry(x, i)) / unit;
    squares += share * share;
  }
  const length = unit * sqrt(squares);
  const beta = alpha < 0 ? length : -length;
  const divisor = alpha - beta;
  for (let i = from + 1; i < n; i++) store<f64>(entry(x, i), load<f64>(entry(x, i)) / divisor);
  store<f64>(betaTarget, beta);
  return (beta - alpha) / beta;
}

/** `y -= p·s + q·t` on the entries from `from` on. */
function subtractBoth(n: i32, from: i32, p: usize, s: f64, q: usize, t: f64, y: usize): void {
  const ss = f64x2.splat(s);
  const tt = f64x2.splat(t);
  let i = from;
  for (; i + 2 <= n; i += 2) {
    const change = f64x2.add(
      f64x2.mul(v128.load(entry(p, i)), ss),
      f64x2.mul(v128.load(entry(q, i)), tt),
    );
    v128.store(entry(y, i), f64x2.sub(v128.load(entry(y, i)), change));
  }
  if (i < n)
    store<f64>(
      entry(y, i),
      load<f64>(entry(y, i)) - (load<f64>(entry(p, i)) * s + load<f64>(entry(q, i)) * t),
    );
}

function dot(n: i32, from: i32, x: usize, y: usize): f64 {
  let first = f64x2.splat(0);
  let second = f64x2.splat(0);
  let i = from;
  for (; i + 4 <= n; i += 4) {
    first = f64x2.add(first, f64x2.mul(v128.load(entry(x, i)), v128.load(entry(y, i))));
    second = f64x2.add(second, f64x2.mul(v128.load(entry(x, i), 16), v128.load(entry(y, i), 16)));
  }
  let sum = across(f64x2.add(first, second));
  for (; i < n; i++) sum += load<f64>(entry(x, i)) * load<f64>(entry(y, i));
  return sum;
}

/** `y = A·x` on the rows and columns from `from` on: four rows at a time, each element read once for both halves. */
function symmetricTimesVector(a: usize, n: i32, from: i32, x: usize, y: usize): void {
  const stride = (<usize>n) << 3;
  let row = from;
  for (; row + tile <= n; row += tile) {
    const x0 = f64x2.splat(load<f64>(entry(x, row)));
    const x1 = f64x2.splat(load<f64>(entry(x, row), 8));
    const x2 = f64x2.splat(load<f64>(entry(x, row), 16));
    const x3 = f64x2.splat(load<f64>(entry(x, row), 24));
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let r0 = element(a, n, row, from);
    let xj = entry(x, from);
    let yj = entry(y, from);
    for (const end = entry(x, row); xj < end; xj += 16, yj += 16, r0 += 16) {
      const xs = v128.load(xj);
      const a0 = v128.load(r0);
      const a1 = v128.load(r0 + stride);
      const a2 = v128.load(r0 + 2 * stride);
      const a3 = v128.load(r0 + 3 * stride);
      s0 = f64x2.add(s0, f64x2.mul(a0, xs));
      s1 = f64x2.add(s1, f64x2.mul(a1, xs));
      s2 = f64x2.add(s2, f64x2.mul(a2, xs));
      s3 = f64x2.add(s3, f64x2.mul(a3, xs));
      const upper = f64x2.add(f64x2.mul(a0, x0), f64x2.mul(a1, x1));
      const lower = f64x2.add(f64x2.mul(a2, x2), f64x2.mul(a3, x3));
      v128.store(yj, f64x2.add(v128.load(yj), f64x2.add(upper, lower)));
    }
    store<f64>(entry(y, row), across(s0));
    store<f64>(entry(y, row), across(s1), 8);
    store<f64>(entry(y, row), across(s2), 16);
    store<f64>(entry(y, row), across(s3), 24);
    for (let i = row; i < row + tile; i++) timesRow(a, n, row, i, x, y);
  }
  const last = row;
  for (; row < n; row++) {
    let sum: f64 = 0;
    const xr = load<f64>(entry(x, row));
    for (let j = from; j < last; j++) {
      const value = load<f64>(element(a, n, row, j));
      sum += value * load<f64>(entry(x, j));
      store<f64>(entry(y, j), load<f64>(entry(y, j)) + value * xr);
    }
    store<f64>(entry(y, row), sum);
    timesRow(a, n, last, row, x, y);
  }
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

/**
 * `A -= V·Wᵀ + W·Vᵀ` on the lower half of the rows and columns from `from` on, for `width` vectors each. `packed` has
 * room for 2 · width · (n - from + 3) numbers.
 */
export function updateTrailing(
  a: usize,
  n: i32,
  from: i32,
  width: i32,
  v: usize,
  w: usize,
  packed: usize,
): void {
  const tiles = (n - from + tile - 1) / tile;
  const tileBytes = <usize>(2 * width * tile) << 3;
  pack(n, from, width, v, w, packed, tiles);
  const tilesInBlock = blockColumns / tile;
  for (let block = 0; block < tiles; block += tilesInBlock)
    for (let i = block; i < tiles; i++)
      for (let j = block, last = min(i, block + tilesInBlock - 1); j <= last; j++)
        subtractTile(
          a,
          n,
          from + i * tile,
          from + j * tile,
          width,
          packed + <usize>i * tileBytes,
          packed + <usize>j * tileBytes,
        );
}

/** Four entries of each v, then of each w, tile after tile, with zeros after the last row. */
function pack(n: i32, from: i32, width: i32, v: usize, w: usize, packed: usize, tiles: i32): void {
  const stride = (<usize>n) << 3;
  let target = packed;
  for (let t = 0; t < tiles; t++)
    for (let half = 0; half < 2; half++)
      for (let index = 0; index < width; index++) {
        const vector = (half == 0 ? v : w) + <usize>index * stride;
        for (let i = from + t * tile; i < from + (t + 1) * tile; i++) {
          store<f64>(target, i < n ? load<f64>(entry(vector, i)) : 0);
          target += 8;
        }
      }
}

/** Takes one tile of V·Wᵀ + W·Vᵀ from the tile of A at (row, column). */
@inline
function subtractTile(a: usize, n: i32, row: i32, column: i32, width: i32, left: usize, right: usize): void {
  const half = (<usize>(width * tile)) << 3;
  let a00 = f64x2.splat(0);
  let a01 = f64x2.splat(0);
  let a10 = f64x2.splat(0);
  let a11 = f64x2.splat(0);
  let a20 = f64x2.splat(0);
  let a21 = f64x2.splat(0);
  let a30 = f64x2.splat(0);
  let a31 = f64x2.splat(0);
  for (let side = 0; side < 2; side++) {
    let p = side == 0 ? left : left + half;
    let q = side == 0 ? right + half : right;
    for (const end = p + half; p < end; p += 32, q += 32) {
      const q0 = v128.load(q);
      const q1 = v128.load(q, 16);
      const p0 = v128.load64_splat(p);
      a00 = f64x2.add(a00, f64x2.mul(p0, q0));
      a01 = f64x2.add(a01, f64x2.mul(p0, q1));
      const p1 = v128.load64_splat(p, 8);
      a10 = f64x2.add(a10, f64x2.mul(p1, q0));
      a11 = f64x2.add(a11, f64x2.mul(p1, q1));
      const p2 = v128.load64_splat(p, 16);
      a20 = f64x2.add(a20, f64x2.mul(p2, q0));
      a21 = f64x2.add(a21, f64x2.mul(p2, q1));
      const p3 = v128.load64_splat(p, 24);
      a30 = f64x2.add(a30, f64x2.mul(p3, q0));
      a31 = f64x2.add(a31, f64x2.mul(p3, q1));
    }
  }
  const columns = n - column;
  subtractPairs(a, n, row, column, columns, a00, a01);
  subtractPairs(a, n, row + 1, column, columns, a10, a11);
  subtractPairs(a, n, row + 2, column, columns, a20, a21);
  subtractPairs(a, n, row + 3, column, columns, a30, a31);
}

/** Takes four entries from a row of A, those that lie inside it. */
@inline
function subtractPairs(a: usize, n: i32, row: i32, column: i32, columns: i32, first: v128, second: v128): void {
  if (row >= n) return;
  const target = element(a, n, row, column);
  if (columns >= tile) {
    v128.store(target, f64x2.sub(v128.load(target), first));
    v128.store(target, f64x2.sub(v128.load(target, 16), second), 16);
    return;
  }
  store<f64>(target, load<f64>(target) - f64x2.extract_lane(first, 0));
  if (columns > 1) store<f64>(target, load<f64>(target, 8) - f64x2.extract_lane(first, 1), 8);
  if (columns > 2) store<f64>(target, load<f64>(target, 16) - f64x2.extract_lane(second, 0), 16);
}
