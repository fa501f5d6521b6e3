/*
 * Matrix products too small to leave the thread for: float64, row-major, addresses in bytes. An element is summed in the
 * same order whichever tile it falls into, so its bits depend on its row and its column alone.
 */

const tileRows: i32 = 4;
const tileColumns: i32 = 4;

@inline
function entry(vector: usize, index: i32): usize {
  return vector + ((<usize>index) << 3);
}

@inline
function across(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

@inline
function addPair(at: usize, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
}

/** `sum += left · right` for rows × inner times inner × columns. */
export function addProduct(left: usize, right: usize, sum: usize, rows: i32, inner: i32, columns: i32): void {
  const leftBytes = (<usize>inner) << 3;
  const rightBytes = (<usize>columns) << 3;
  const end = columns - (columns % tileColumns);
  let i = 0;
  for (; i + tileRows <= rows; i += tileRows) {
    const a = left + <usize>i * leftBytes;
    const c = sum + <usize>i * rightBytes;
    for (let j = 0; j < end; j += tileColumns)
      addTile(a, leftBytes, entry(right, j), rightBytes, entry(c, j), inner);
    for (let row = 0; row < tileRows; row++)
      for (let j = end; j < columns; j++)
        addElement(a + <usize>row * leftBytes, entry(right, j), rightBytes, entry(c + <usize>row * rightBytes, j), inner);
  }
  for (; i < rows; i++) {
    const a = left + <usize>i * leftBytes;
    const c = sum + <usize>i * rightBytes;
    let j = 0;
    for (; j < end; j += tileColumns) addStrip(a, entry(right, j), rightBytes, entry(c, j), inner);
    for (; j < columns; j++) addElement(a, entry(right, j), rightBytes, entry(c, j), inner);
  }
}

/** Four rows by four columns. */
@inline
function addTile(a: usize, leftBytes: usize, b: usize, rightBytes: usize, c: usize, inner: i32): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  let at = b;
  for (let from = a, end = entry(a, inner); from < end; from += 8, at += rightBytes) {
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
    const a0 = v128.load64_splat(from);
    c00 = f64x2.relaxed_madd(a0, b0, c00);
    c01 = f64x2.relaxed_madd(a0, b1, c01);
    const a1 = v128.load64_splat(from + leftBytes);
    c10 = f64x2.relaxed_madd(a1, b0, c10);
    c11 = f64x2.relaxed_madd(a1, b1, c11);
    const a2 = v128.load64_splat(from + 2 * leftBytes);
    c20 = f64x2.relaxed_madd(a2, b0, c20);
    c21 = f64x2.relaxed_madd(a2, b1, c21);
    const a3 = v128.load64_splat(from + 3 * leftBytes);
    c30 = f64x2.relaxed_madd(a3, b0, c30);
    c31 = f64x2.relaxed_madd(a3, b1, c31);
  }
  addPair(c, c00);
  addPair(c + 16, c01);
  addPair(c + rightBytes, c10);
  addPair(c + rightBytes + 16, c11);
  addPair(c + 2 * rightBytes, c20);
  addPair(c + 2 * rightBytes + 16, c21);
  addPair(c + 3 * rightBytes, c30);
  addPair(c + 3 * rightBytes + 16, c31);
}

/** One row by four columns. */
@inline
function addStrip(a: usize, b: usize, rightBytes: usize, c: usize, inner: i32): void {
  let c0 = f64x2.splat(0);
  let c1 = f64x2.splat(0);
  let at = b;
  for (let from = a, end = entry(a, inner); from < end; from += 8, at += rightBytes) {
    const factor = v128.load64_splat(from);
    c0 = f64x2.relaxed_madd(factor, v128.load(at), c0);
    c1 = f64x2.relaxed_madd(factor, v128.load(at, 16), c1);
  }
  addPair(c, c0);
  addPair(c + 16, c1);
}

@inline
function addElement(a: usize, b: usize, rightBytes: usize, c: usize, inner: i32): void {
  let total = f64x2.splat(0);
  let at = b;
  for (let from = a, end = entry(a, inner); from < end; from += 8, at += rightBytes)
    total = f64x2.relaxed_madd(v128.load64_splat(from), v128.load64_splat(at), total);
  store<f64>(c, load<f64>(c) + f64x2.extract_lane(total, 0));
}

/** `sum += left · rightᵀ` for rows × inner and columns × inner: both are read along their rows. */
export function addRowProducts(left: usize, right: usize, sum: usize, rows: i32, inner: i32, columns: i32): void {
  const bytes = (<usize>inner) << 3;
  const sumBytes = (<usize>columns) << 3;
  for (let i = 0; i < rows; i += 2) {
    const a = left + <usize>i * bytes;
    const c = sum + <usize>i * sumBytes;
    const pairs = i + 2 <= rows;
    let j = 0;
    if (pairs)
      for (; j + tileColumns <= columns; j += tileColumns)
        addDots(a, right + <usize>j * bytes, bytes, entry(c, j), sumBytes, inner);
    for (; j < columns; j++) {
      const b = right + <usize>j * bytes;
      addDot(a, b, entry(c, j), inner);
      if (pairs) addDot(a + bytes, b, entry(c + sumBytes, j), inner);
    }
  }
}

/** Two rows of the left factor with four of the right one. */
@inline
function addDots(a: usize, b: usize, bytes: usize, c: usize, sumBytes: usize, inner: i32): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c02 = f64x2.splat(0);
  let c03 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c12 = f64x2.splat(0);
  let c13 = f64x2.splat(0);
  const even = inner & ~1;
  let at = b;
  for (let from = a, end = entry(a, even); from < end; from += 16, at += 16) {
    const a0 = v128.load(from);
    const a1 = v128.load(from + bytes);
    const b0 = v128.load(at);
    c00 = f64x2.relaxed_madd(a0, b0, c00);
    c10 = f64x2.relaxed_madd(a1, b0, c10);
    const b1 = v128.load(at + bytes);
    c01 = f64x2.relaxed_madd(a0, b1, c01);
    c11 = f64x2.relaxed_madd(a1, b1, c11);
    const b2 = v128.load(at + 2 * bytes);
    c02 = f64x2.relaxed_madd(a0, b2, c02);
    c12 = f64x2.relaxed_madd(a1, b2, c12);
    const b3 = v128.load(at + 3 * bytes);
    c03 = f64x2.relaxed_madd(a0, b3, c03);
    c13 = f64x2.relaxed_madd(a1, b3, c13);
  }
  finish(c00, a, b, c, even, inner);
  finish(c01, a, b + bytes, c + 8, even, inner);
  finish(c02, a, b + 2 * bytes, c + 16, even, inner);
  finish(c03, a, b + 3 * bytes, c + 24, even, inner);
  finish(c10, a + bytes, b, c + sumBytes, even, inner);
  finish(c11, a + bytes, b + bytes, c + sumBytes + 8, even, inner);
  finish(c12, a + bytes, b + 2 * bytes, c + sumBytes + 16, even, inner);
  finish(c13, a + bytes, b + 3 * bytes, c + sumBytes + 24, even, inner);
}

@inline
function addDot(a: usize, b: usize, c: usize, inner: i32): void {
  let sums = f64x2.splat(0);
  const even = inner & ~1;
  let at = b;
  for (let from = a, end = entry(a, even); from < end; from += 16, at += 16)
    sums = f64x2.relaxed_madd(v128.load(from), v128.load(at), sums);
  finish(sums, a, b, c, even, inner);
}

/** Adds both halves of an inner product, and the entry left over where their number is odd. */
@inline
function finish(sums: v128, a: usize, b: usize, c: usize, even: i32, inner: i32): void {
  let total = across(sums);
  if (even < inner) total += load<f64>(entry(a, even)) * load<f64>(entry(b, even));
  store<f64>(c, load<f64>(c) + total);
}
