/*
 * The two passes of Pillow's resize (Resample.c), each rounded to 8 bits, on RGB bytes in linear memory. Addresses are in
 * bytes. An axis is three arrays of i32: for each output pixel the `first` input pixel, how many there are (`count`), and
 * `taps` `weights` with 22 fraction bits. Sums of 32 bits may wrap, as they do in JavaScript; so do equal bytes result.
 * Up to 16 bytes after the pixels are read, and after the result written: both must be there.
 */

const precisionBits: i32 = 22;

/** Sums of 32 bits as bytes, four to a register: rounded by what they started with, clipped to 0-255. */
@inline
function clipped(first: v128, second: v128, third: v128, fourth: v128): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(i32x4.shr_s(first, precisionBits), i32x4.shr_s(second, precisionBits)),
    i16x8.narrow_i32x4_s(i32x4.shr_s(third, precisionBits), i32x4.shr_s(fourth, precisionBits)),
  );
}

/** Brings `rows` rows of `fromWidth` pixels to `width`. */
export function alongRows(
  pixels: usize,
  rows: i32,
  fromWidth: i32,
  first: usize,
  count: usize,
  weights: usize,
  taps: i32,
  result: usize,
  width: i32,
): void {
  const half = i32x4.splat(1 << (precisionBits - 1));
  let to = result;
  for (let row = 0; row < rows; row++) {
    const start = pixels + <usize>row * <usize>fromWidth * 3;
    for (let out = 0; out < width; out++) {
      let from = start + <usize>load<i32>(first + ((<usize>out) << 2)) * 3;
      let weight = weights + ((<usize>(out * taps)) << 2);
      const end = weight + ((<usize>load<i32>(count + ((<usize>out) << 2))) << 2);
      let sum = half;
      for (; weight < end; weight += 4) {
        // Red, green, blue and one byte more, which the next pixel overwrites.
        const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
        sum = i32x4.add(sum, i32x4.mul(pixel, v128.load32_splat(weight)));
        from += 3;
      }
      v128.store32_lane(to, clipped(sum, sum, sum, sum), 0);
      to += 3;
    }
  }
}

/** Makes the output rows `from` up to `end` of rows of `stride` bytes; `pixels` begins with input row `startRow`. */
export function alongColumns(
  pixels: usize,
  stride: i32,
  startRow: i32,
  first: usize,
  count: usize,
  weights: usize,
  taps: i32,
  result: usize,
  from: i32,
  end: i32,
): void {
  const half = i32x4.splat(1 << (precisionBits - 1));
  for (let out = from; out < end; out++) {
    const row = pixels + <usize>(load<i32>(first + ((<usize>out) << 2)) - startRow) * <usize>stride;
    const start = weights + ((<usize>(out * taps)) << 2);
    const stop = start + ((<usize>load<i32>(count + ((<usize>out) << 2))) << 2);
    const to = result + <usize>(out - from) * <usize>stride;
    for (let column: usize = 0; column < <usize>stride; column += 16) {
      let sum0 = half;
      let sum1 = half;
      let sum2 = half;
      let sum3 = half;
      let at = row + column;
      for (let weight = start; weight < stop; weight += 4) {
        const w = v128.load32_splat(weight);
        const bytes = v128.load(at);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        sum0 = i32x4.add(sum0, i32x4.mul(i32x4.extend_low_i16x8_u(low), w));
        sum1 = i32x4.add(sum1, i32x4.mul(i32x4.extend_high_i16x8_u(low), w));
        sum2 = i32x4.add(sum2, i32x4.mul(i32x4.extend_low_i16x8_u(high), w));
        sum3 = i32x4.add(sum3, i32x4.mul(i32x4.extend_high_i16x8_u(high), w));
        at += <usize>stride;
      }
      v128.store(to + column, clipped(sum0, sum1, sum2, sum3));
    }
  }
}
