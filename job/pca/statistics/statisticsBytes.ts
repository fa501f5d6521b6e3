import { InputError } from "../../contract/errors.ts";
import type { Statistics } from "./statistics.ts";

/** "VGRSTAT1" in ASCII: what the bytes are, and the version of their layout. */
const signature = new TextEncoder().encode("VGRSTAT1");
const headerBytes = 24;

/**
 * Statistics as bytes, to keep a shard's or to go on later: signature (8 bytes), count and number of features (float64
 * each), then d means and the d·(d+1)/2 entries of the scatter's upper triangle by rows, float64, little-endian.
 */
export function statisticsToBytes({ count, mean, scatter }: Statistics): Uint8Array {
  const d = mean.length;
  const numbers = new Float64Array(headerBytes / 8 + d + (d * (d + 1)) / 2);
  numbers[1] = count;
  numbers[2] = d;
  numbers.set(mean, 3);
  let next = 3 + d;
  for (let i = 0; i < d; i++) {
    numbers.set(scatter.subarray(i * d + i, (i + 1) * d), next);
    next += d - i;
  }
  const bytes = new Uint8Array(numbers.buffer);
  bytes.set(signature);
  return bytes;
}

/** The inverse of `statisticsToBytes`, bit for bit. Throws an InputError for anything else. */
export function statisticsFromBytes(bytes: Uint8Array): Statistics {
  const isSigned = bytes.length >= headerBytes && signature.every((byte, i) => bytes[i] === byte);
  if (!isSigned || bytes.length % 8 !== 0) throw notStatistics(`${bytes.length} bytes without their signature`);
  const numbers = new Float64Array(bytes.slice().buffer);
  const count = numbers[1]!;
  const d = numbers[2]!;
  if (!Number.isSafeInteger(count) || count < 0 || !Number.isSafeInteger(d) || d < 0)
    throw notStatistics(`${count} rows of ${d} features`);
  if (numbers.length !== headerBytes / 8 + d + (d * (d + 1)) / 2)
    throw notStatistics(`${bytes.length} bytes, which is not the length for ${d} features`);

  const scatter = new Float64Array(d * d);
  let next = 3 + d;
  for (let i = 0; i < d; i++)
    for (let j = i; j < d; j++) {
      scatter[i * d + j] = numbers[next]!;
      scatter[j * d + i] = numbers[next]!;
      next++;
    }
  return { count, mean: numbers.slice(3, 3 + d), scatter };
}

function notStatistics(found: string): InputError {
  return new InputError(`these are not statistics that Verger wrote: ${found}`, "Delete the file; it is made again.");
}
