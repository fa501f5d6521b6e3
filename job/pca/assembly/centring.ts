/*
 * A block of rows (rows × d, row-major, float32 or float64) → its column means, and the block less its means, by columns
 * (each consecutive in memory) or by rows. Addresses are in bytes.
 */

/** Columns turned at a time: few enough places to write to at once for the first-level cache (measured). */
const stripColumns: i32 = 8;

/** Values `at` and the next, as float64. */
@inline
function pair<T>(at: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
}

/**
 * Means of the columns `from` to `to`. Differences from the first row are summed, so a constant column has its exact
 * value as mean and data far from zero loses no digits.
 */
@inline
function columnMeans<T>(values: usize, rows: i32, d: i32, from: i32, to: i32, means: usize): void {
  const size = <usize>sizeof<T>();
  const rowBytes = <usize>d * size;
  memory.fill(means + ((<usize>from) << 3), 0, (<usize>(to - from)) << 3);
  for (let row = 1; row < rows; row++) {
    const source = values + <usize>row * rowBytes;
    let j = from;
    for (; j + 2 <= to; j += 2) {
      const offset = <usize>j * size;
      const target = means + ((<usize>j) << 3);
      const step = f64x2.sub(pair<T>(source + offset), pair<T>(values + offset));
      v128.store(target, f64x2.add(v128.load(target), step));
    }
    if (j < to) {
      const offset = <usize>j * size;
      const target = means + ((<usize>j) << 3);
      store<f64>(target, load<f64>(target) + (<f64>load<T>(source + offset) - <f64>load<T>(values + offset)));
    }
  }
  for (let j = from; j < to; j++) {
    const target = means + ((<usize>j) << 3);
    store<f64>(target, <f64>load<T>(values + <usize>j * size) + load<f64>(target) / <f64>rows);
  }
}

/** The columns `from` to `to`: their `means`, and column j less its mean from `target` + 8 · j · `stride` on. */
@inline
function centreColumns<T>(
  values: usize,
  rows: i32,
  d: i32,
  from: i32,
  to: i32,
  means: usize,
  target: usize,
  stride: i32,
): void {
  columnMeans<T>(values, rows, d, from, to, means);
  const size = <usize>sizeof<T>();
  const rowBytes = <usize>d * size;
  const columnBytes = (<usize>stride) << 3;
  for (let strip = from; strip < to; strip += stripColumns) {
    const end = min(strip + stripColumns, to);
    let row = 0;
    for (; row + 2 <= rows; row += 2) {
      const source = values + <usize>row * rowBytes;
      let j = strip;
      for (; j + 2 <= end; j += 2) {
        const mean = v128.load(means + ((<usize>j) << 3));
        const first = f64x2.sub(pair<T>(source + <usize>j * size), mean);
        const second = f64x2.sub(pair<T>(source + rowBytes + <usize>j * size), mean);
        const at = target + <usize>j * columnBytes + ((<usize>row) << 3);
        v128.store(at, v128.shuffle<f64>(first, second, 0, 2));
        v128.store(at + columnBytes, v128.shuffle<f64>(first, second, 1, 3));
      }
      if (j < end) {
        centreOne<T>(values, d, means, target, stride, row, j);
        centreOne<T>(values, d, means, target, stride, row + 1, j);
      }
    }
    if (row < rows) for (let j = strip; j < end; j++) centreOne<T>(values, d, means, target, stride, row, j);
  }
}

@inline
function centreOne<T>(values: usize, d: i32, means: usize, target: usize, stride: i32, row: i32, j: i32): void {
  const value = <f64>load<T>(values + (<usize>row * <usize>d + <usize>j) * <usize>sizeof<T>());
  const mean = load<f64>(means + ((<usize>j) << 3));
  store<f64>(target + ((<usize>j * <usize>stride + <usize>row) << 3), value - mean);
}

export function centreColumnsFloat32(
  values: usize,
  rows: i32,
  d: i32,
  from: i32,
  to: i32,
  means: usize,
  target: usize,
  stride: i32,
): void {
  centreColumns<f32>(values, rows, d, from, to, means, target, stride);
}

export function centreColumnsFloat64(
  values: usize,
  rows: i32,
  d: i32,
  from: i32,
  to: i32,
  means: usize,
  target: usize,
  stride: i32,
): void {
  centreColumns<f64>(values, rows, d, from, to, means, target, stride);
}

/** Row-major rows × d less their column means → `target`; d `means`, and the d sums of the target's `squares`. */
@inline
function centreRows<T>(values: usize, rows: i32, d: i32, means: usize, squares: usize, target: usize): void {
  const size = <usize>sizeof<T>();
  columnMeans<T>(values, rows, d, 0, d, means);
  memory.fill(squares, 0, (<usize>d) << 3);
  for (let row = 0; row < rows; row++) {
    const source = values + <usize>row * <usize>d * size;
    const line = target + ((<usize>row * <usize>d) << 3);
    let j: usize = 0;
    for (; j + 2 <= <usize>d; j += 2) {
      const offset = j << 3;
      const rest = f64x2.sub(pair<T>(source + j * size), v128.load(means + offset));
      v128.store(line + offset, rest);
      v128.store(squares + offset, f64x2.add(v128.load(squares + offset), f64x2.mul(rest, rest)));
    }
    if (j < <usize>d) {
      const offset = j << 3;
      const rest = <f64>load<T>(source + j * size) - load<f64>(means + offset);
      store<f64>(line + offset, rest);
      store<f64>(squares + offset, load<f64>(squares + offset) + rest * rest);
    }
  }
}

export function centreRowsFloat32(
  values: usize,
  rows: i32,
  d: i32,
  means: usize,
  squares: usize,
  target: usize,
): void {
  centreRows<f32>(values, rows, d, means, squares, target);
}

export function centreRowsFloat64(
  values: usize,
  rows: i32,
  d: i32,
  means: usize,
  squares: usize,
  target: usize,
): void {
  centreRows<f64>(values, rows, d, means, squares, target);
}
