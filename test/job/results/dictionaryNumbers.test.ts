import { describe, expect, it } from "vitest";
import { DictionaryNumbers } from "../../../job/results/parquet/dictionaryNumbers.ts";
import { seeded } from "../pca/randomRows.ts";

/** A run of the bit-packed kind, groups of eight, the lowest bit first. */
function packed(values: readonly number[], width: number): number[] {
  const groups = Math.ceil(values.length / 8);
  const bytes = Array<number>(groups * width).fill(0);
  values.forEach((value, i) => {
    for (let bit = 0; bit < width; bit++)
      if ((value / 2 ** bit) % 2 >= 1) bytes[(i * width + bit) >> 3]! |= 1 << ((i * width + bit) & 7);
  });
  return [...variableLength(groups * 2 + 1), ...bytes];
}

function repeated(value: number, times: number, width: number): number[] {
  const bytes = Array.from({ length: Math.ceil(width / 8) }, (_, i) => (value >> (8 * i)) & 0xff);
  return [...variableLength(times * 2), ...bytes];
}

function variableLength(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...variableLength(value >> 7)];
}

/** Indices as numbers of a dictionary that has each index as its own number. */
function dictionaryIndices(bytes: Uint8Array, count: number, terms = 2 ** Math.min(bytes[0] ?? 0, 24)): Float32Array {
  return Float32Array.from(
    new DictionaryNumbers().of(
      bytes,
      count,
      Float32Array.from({ length: terms }, (_, i) => i),
    ),
  );
}

describe("indices into a dictionary", () => {
  it.each(Array.from({ length: 24 }, (_, i) => i + 1))("of %i bits are what was packed", (width) => {
    const random = seeded(width);
    const some = Array.from({ length: 203 }, () => Math.floor(random() * 2 ** width));
    const bytes = [width, ...packed(some, width), ...repeated(2 ** width - 1, 300, width), ...packed([1, 0, 1], width)];
    // 203 take 26 groups: five more lie there unused, and are indices too.
    const expected = [...some, ...Array<number>(5).fill(0), ...Array<number>(300).fill(2 ** width - 1), 1, 0, 1];
    expect([...dictionaryIndices(Uint8Array.from(bytes), expected.length)]).toEqual(expected);
    expect([...dictionaryIndices(Uint8Array.from(bytes), 100)]).toEqual(expected.slice(0, 100));
  });

  it("of no bits are all the first", () => {
    expect([...dictionaryIndices(Uint8Array.of(0), 3)]).toEqual([0, 0, 0]);
  });

  it("are looked up in the dictionary that is given, page after page of any length", () => {
    const numbers = new DictionaryNumbers();
    const [tens, hundreds] = [10, 100].map((unit) => Float32Array.from({ length: 8 }, (_, i) => (i + 1) * unit));
    const indices = Uint8Array.of(3, ...repeated(2, 200_000, 3));
    const page = (count: number, terms: Float32Array) => new Set(numbers.of(indices, count, terms));
    expect(page(5, tens!)).toEqual(new Set([30]));
    expect(page(8, tens!)).toEqual(new Set([30]));
    expect(page(200_000, tens!)).toEqual(new Set([30]));
    expect(page(8, hundreds!)).toEqual(new Set([300]));
    expect(page(200_000, tens!)).toEqual(new Set([30]));
  });

  it.each([
    ["no run", [5]],
    ["a run that is cut off", [5, ...packed([1, 2, 3, 4, 5, 6, 7, 8], 5).slice(0, -1)]],
    ["a length that never ends", [5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ["an empty run", [5, 0, 1]],
    ["a repeated index that is cut off", [9, ...repeated(300, 8, 9).slice(0, -1)]],
    ["indices of 25 bits", [25, ...packed([1], 25)]],
  ])("are refused where there is %s", (_, bytes) => {
    expect(() => dictionaryIndices(Uint8Array.from(bytes), 8)).toThrow(RangeError);
  });

  it("stand for numbers in either width, page after page in the same memory, and for nothing beyond the last", () => {
    const numbers = new DictionaryNumbers();
    for (const Numbers of [Float32Array, Float64Array])
      for (const count of [8, 40_000, 16]) {
        const terms = Numbers.from([0.5, -0, 1e-30, 7]);
        const indices = Array.from({ length: count }, (_, i) => (i * i) % 4);
        const bytes = Uint8Array.from([2, ...packed(indices, 2)]);
        expect(numbers.of(bytes, count, terms)).toEqual(Numbers.from(indices.map((index) => terms[index]!)));
        expect(() => numbers.of(bytes, count, terms.subarray(0, 1))).toThrow(/not in its dictionary/);
      }
  });
});
