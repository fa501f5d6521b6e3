import type { Random } from "../../../random/seededRandom.ts";

/** At most `most` of the indices 0 … count - 1, drawn without replacement, in ascending order. */
export function sampleRows(count: number, most: number, random: Random): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  if (count <= most) return indices;
  for (let i = 0; i < most; i++) {
    const other = i + Math.floor(random() * (count - i));
    [indices[i], indices[other]] = [indices[other] ?? 0, indices[i] ?? 0];
  }
  return indices.subarray(0, most).toSorted();
}
