/* Rows (rows × d, row-major, float32 or float64) less one row, in float64, and their column sums. Addresses are in bytes. */

/** Values `at` and the next, as float64. */
@inline
function pair<T>(at: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at);
}

/**
 * Rows less `origin` (d) → `target`; the column sums of that are added to `sums`, four rows at once, so that a sum is
 * loaded and stored a quarter as often.
 */
@inline
function shiftRows<T>(values: usize, rows: i32, d: i32, origin: usize, sums: usize, target: usize): void {
  const rowBytes = <usize>d * <usize>sizeof<T>();
  const lineBytes = (<usize>d) << 3;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    shiftFour<T>(values, d, rowBytes, origin, sums, target, lineBytes);
    values += 4 * rowBytes;
    target += 4 * lineBytes;
  }
  for (; row < rows; row++) {
    for (let j = 0; j < d; j++) shiftOne<T>(values, origin, sums, target, j);
    values += rowBytes;
    target += lineBytes;
  }
}

@inline
function shiftFour<T>(
  values: usize,
  d: i32,
  rowBytes: usize,
  origin: usize,
  sums: usize,
  target: usize,
  lineBytes: usize,
): void {
  const size = <usize>sizeof<T>();
  let j = 0;
  for (; j + 2 <= d; j += 2) {
    const offset = (<usize>j) << 3;
    const source = values + <usize>j * size;
    const line = target + offset;
    const from = v128.load(origin + offset);
    const first = f64x2.sub(pair<T>(source), from);
    const second = f64x2.sub(pair<T>(source + rowBytes), from);
    const third = f64x2.sub(pair<T>(source + 2 * rowBytes), from);
    const fourth = f64x2.sub(pair<T>(source + 3 * rowBytes), from);
    v128.store(line, first);
    v128.store(line + lineBytes, second);
    v128.store(line + 2 * lineBytes, third);
    v128.store(line + 3 * lineBytes, fourth);
    const sum = f64x2.add(f64x2.add(first, second), f64x2.add(third, fourth));
    v128.store(sums + offset, f64x2.add(v128.load(sums + offset), sum));
  }
  if (j < d)
    for (let row: usize = 0; row < 4; row++) shiftOne<T>(values + row * rowBytes, origin, sums, target + row * lineBytes, j);
}

@inline
function shiftOne<T>(values: usize, origin: usize, sums: usize, target: usize, j: i32): void {
  const offset = (<usize>j) << 3;
  const rest = <f64>load<T>(values + <usize>j * <usize>sizeof<T>()) - load<f64>(origin + offset);
  store<f64>(target + offset, rest);
  store<f64>(sums + offset, load<f64>(sums + offset) + rest);
}

export function shiftFloat32(values: usize, rows: i32, d: i32, origin: usize, sums: usize, target: usize): void {
  shiftRows<f32>(values, rows, d, origin, sums, target);
}

export function shiftFloat64(values: usize, rows: i32, d: i32, origin: usize, sums: usize, target: usize): void {
  shiftRows<f64>(values, rows, d, origin, sums, target);
}
