/* The first number of an array that is NaN or infinite. Addresses are in bytes. */

/** Numbers looked at together: x - x is 0 for a finite x and else NaN, and so is the sum of many. */
const together: i32 = 512;

@inline
function firstNotFinite<T>(values: usize, count: i32): i32 {
  const size = <usize>sizeof<T>();
  for (let from = 0; from < count; from += together) {
    const to = min(from + together, count);
    const end = values + <usize>to * size;
    let at = values + <usize>from * size;
    let sums = f32x4.splat(0);
    for (; at + 32 <= end; at += 32) sums = add<T>(sums, add<T>(itsRest<T>(v128.load(at)), itsRest<T>(v128.load(at, 16))));
    let sum = lanes<T>(sums);
    for (; at < end; at += size) sum += <f64>(load<T>(at) - load<T>(at));
    if (sum == 0) continue;
    for (let index = from; index < to; index++) {
      const value = load<T>(values + <usize>index * size);
      if (value - value != 0) return index;
    }
  }
  return -1;
}

@inline
function itsRest<T>(values: v128): v128 {
  return sizeof<T>() == 4 ? f32x4.sub(values, values) : f64x2.sub(values, values);
}

@inline
function add<T>(left: v128, right: v128): v128 {
  return sizeof<T>() == 4 ? f32x4.add(left, right) : f64x2.add(left, right);
}

@inline
function lanes<T>(sums: v128): f64 {
  if (sizeof<T>() == 8) return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  const low = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
  return <f64>(low + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
}

export function firstNotFiniteFloat32(values: usize, count: i32): i32 {
  return firstNotFinite<f32>(values, count);
}

export function firstNotFiniteFloat64(values: usize, count: i32): i32 {
  return firstNotFinite<f64>(values, count);
}
