/** Zero, or NaN for a number that is NaN or infinite; so is a sum with it. */
const nothingOf = (value: number): number => value - value;

/** Whether no number is NaN or infinite. In four sums, so that none waits. */
export function areFinite(values: Float32Array | Float64Array): boolean {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += nothingOf(values[i]!);
    s1 += nothingOf(values[i + 1]!);
    s2 += nothingOf(values[i + 2]!);
    s3 += nothingOf(values[i + 3]!);
  }
  for (let i = whole; i < values.length; i++) s0 += nothingOf(values[i]!);
  return s0 + s1 + s2 + s3 === 0;
}
