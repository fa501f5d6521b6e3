/*
 * One panel of a blocked Householder tridiagonalisation (LAPACK's dlatrd and dsyr2k), on float64 in linear memory.
 * Addresses are in bytes. The symmetric n × n matrix `a` is row-major and only its lower half is read. `v` and `w` hold
 * the panel's vectors, n entries each: the reduced matrix is A - V·Wᵀ - W·Vᵀ.
 *
 * One thread leads and calls `reducePanel` and `updateTrailing`; others may `assist` in the same memory. The lead offers
 * work in parts, always the same parts, and does those that nobody took: any number of threads gives the same bytes.
 */

const tile: i32 = 4;
/** Columns of a block of the update: with the panel's 64 vectors 64 KiB, which stay in the second-level cache. */
const blockColumns: i32 = 128;
/** Parts of a product with a vector, and the rows that each takes in turn. */
const productParts: i32 = 4;
const turnRows: i32 = 16;
/** Rows of a part of the update, or more where there would be more parts than a ticket can count. */
const updateRows: i32 = 64;
const mostParts: i32 = 128;
/** Rows below which a part is done before another thread could take it. */
const fewRows: i32 = 96;
/** Looks at a number that another thread is about to change, before sleeping on it: some 20 and 100 µs. */
const patience: i32 = 4000;
const patienceOfLead: i32 = 20000;

/*
 * What threads share, a cache line each: the ticket (the number of the offer · 256 + parts not taken), the parts done,
 * the offer's arguments, and whether it has all ended and how often the lead had to sleep.
 */
const ticket: usize = 0;
const done: usize = 64;
const offer: usize = 128;
const ended: usize = 192;
const sleeps: usize = 196;

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

/** Offers `A·x` for the panel's vector x of that index, and its inner products with all earlier vectors. */
function offerProduct(
  shared: usize,
  a: usize,
  n: i32,
  from: i32,
  index: i32,
  v: usize,
  w: usize,
  sums: usize,
): void {
  describe(shared, a, n, from, index, v, w, sums, 0);
  publish(shared, productParts + 1);
}

function describe(
  shared: usize,
  a: usize,
  n: i32,
  from: i32,
  count: i32,
  v: usize,
  w: usize,
  room: usize,
  rows: i32,
): void {
  store<usize>(shared + offer, a);
  store<usize>(shared + offer, v, 8);
  store<usize>(shared + offer, w, 16);
  store<usize>(shared + offer, room, 24);
  store<i32>(shared + offer, n, 32);
  store<i32>(shared + offer, from, 36);
  store<i32>(shared + offer, count, 40);
  store<i32>(shared + offer, rows, 44);
}

/** Lets every thread take parts of what was described. */
function publish(shared: usize, parts: i32): void {
  atomic.store<i32>(shared + done, 0);
  const number = ((atomic.load<i32>(shared + ticket) >>> 8) + 1) & 0x3fffff;
  store<i32>(shared + offer, parts, 48);
  atomic.store<i32>(shared + ticket, (number << 8) | parts);
}

/** Does parts until all are done, by whichever thread; wakes the others where they may be of use. */
function work(shared: usize, calls: bool): void {
  const parts = load<i32>(shared + offer, 48);
  if (calls) atomic.notify(shared + ticket, -1);
  while (takePart(shared, atomic.load<i32>(shared + ticket)));
  for (let looks = 0; ; looks++) {
    const count = atomic.load<i32>(shared + done);
    if (count == parts) return;
    if (looks < patienceOfLead) continue;
    store<i32>(shared + sleeps, load<i32>(shared + sleeps) + 1);
    atomic.wait<i32>(shared + done, count, -1);
  }
}

/** Does one part, if one is left of the offer of that ticket and nobody else is quicker. */
function takePart(shared: usize, seen: i32): bool {
  const left = seen & 0xff;
  if (left == 0) return false;
  if (atomic.cmpxchg<i32>(shared + ticket, seen, seen - 1) != seen) return true;
  doPart(shared, left - 1);
  atomic.add<i32>(shared + done, 1);
  atomic.notify(shared + done, 1);
  return true;
}

/** Takes part in what the lead offers until it ends. */
export function assist(shared: usize): void {
  for (let looks = 0; ; looks++) {
    const seen = atomic.load<i32>(shared + ticket);
    if (atomic.load<i32>(shared + ended) != 0) return;
    if (takePart(shared, seen)) looks = 0;
    else if (looks > patience) {
      atomic.wait<i32>(shared + ticket, seen, -1);
      looks = 0;
    }
  }
}

/** Sends all who assist home; the lead may go on alone. */
export function end(shared: usize): void {
  atomic.store<i32>(shared + ended, 1);
  atomic.add<i32>(shared + ticket, 256);
  atomic.notify(shared + ticket, -1);
}

/**
 * How often the lead had to sleep until others were done with their parts: now and then where each thread has a core of
 * its own, again and again where they wait for one.
 */
export function timesSlept(shared: usize): i32 {
  return load<i32>(shared + sleeps);
}

function doPart(shared: usize, part: i32): void {
  const a = load<usize>(shared + offer);
  const v = load<usize>(shared + offer, 8);
  const w = load<usize>(shared + offer, 16);
  const room = load<usize>(shared + offer, 24);
  const n = load<i32>(shared + offer, 32);
  const from = load<i32>(shared + offer, 36);
  const count = load<i32>(shared + offer, 40);
  const rows = load<i32>(shared + offer, 44);
  const stride = (<usize>n) << 3;
  if (rows > 0) updateRowsFrom(a, n, from, count, room, part * rows, rows);
  else if (part > 0)
    symmetricTimesVector(a, n, from, part - 1, v + <usize>count * stride, room + <usize>(part - 1) * stride);
  else innerProducts(n, from, count, v, w, room + <usize>productParts * stride);
}

/** Of the vectors of `w` and of `v` before that of this index with it: w₀·x, v₀·x, w₁·x … */
function innerProducts(n: i32, from: i32, index: i32, v: usize, w: usize, target: usize): void {
  const stride = (<usize>n) << 3;
  const x = v + <usize>index * stride;
  for (let earlier = 0; earlier < index; earlier++) {
    const pair = target + ((<usize>earlier) << 4);
    store<f64>(pair, dot(n, from, w + <usize>earlier * stride, x));
    store<f64>(pair, dot(n, from, v + <usize>earlier * stride, x), 8);
  }
}

/** `y = ` the sum of all parts, from entry `from` on. */
function addSums(n: i32, from: i32, sums: usize, y: usize): void {
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
function symmetricTimesVector(a: usize, n: i32, from: i32, part: i32, x: usize, y: usize): void {
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
    let xj = entry(x, from);
    let yj = entry(y, from);
    for (const last = entry(x, row); xj < last; xj += 16, yj += 16, r0 += 16) {
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
  for (; row < end; row++) {
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

@inline
function tilesOf(rows: i32): i32 {
  return (rows + tile - 1) / tile;
}

/** Updates `rows` rows from `first` on, both counted from row `from`. */
function updateRowsFrom(a: usize, n: i32, from: i32, width: i32, packed: usize, first: i32, rows: i32): void {
  const tileBytes = <usize>(2 * width * tile) << 3;
  const tilesInBlock = blockColumns / tile;
  const end = min(tilesOf(n - from), (first + rows) / tile);
  for (let block = 0; block < end; block += tilesInBlock)
    for (let i = max(block, first / tile); i < end; i++)
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
