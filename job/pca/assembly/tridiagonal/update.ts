/* The update of the symmetric matrix by a panel's vectors, tile by tile. */
import { element, entry } from "./vectors";

const tile: i32 = 4;
/** Columns of a block: with the panel's 64 vectors 64 KiB, which stay in the second-level cache. */
const blockColumns: i32 = 128;

@inline
export function tilesOf(rows: i32): i32 {
  return (rows + tile - 1) / tile;
}

/** Updates `rows` rows from `first` on, both counted from row `from`. */
export function updateRowsFrom(a: usize, n: i32, from: i32, width: i32, packed: usize, first: i32, rows: i32): void {
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
export function pack(n: i32, from: i32, width: i32, v: usize, w: usize, packed: usize, tiles: i32): void {
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
      a00 = f64x2.relaxed_madd(p0, q0, a00);
      a01 = f64x2.relaxed_madd(p0, q1, a01);
      const p1 = v128.load64_splat(p, 8);
      a10 = f64x2.relaxed_madd(p1, q0, a10);
      a11 = f64x2.relaxed_madd(p1, q1, a11);
      const p2 = v128.load64_splat(p, 16);
      a20 = f64x2.relaxed_madd(p2, q0, a20);
      a21 = f64x2.relaxed_madd(p2, q1, a21);
      const p3 = v128.load64_splat(p, 24);
      a30 = f64x2.relaxed_madd(p3, q0, a30);
      a31 = f64x2.relaxed_madd(p3, q1, a31);
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
