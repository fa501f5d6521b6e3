import * as fc from "fast-check";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { describe, expect, it } from "vitest";
import { SnappyPages } from "../../../job/results/parquet/snappyPages.ts";
import { snappy } from "../../../job/results/parquet/wasm/snappy.ts";
import { seeded } from "../pca/randomRows.ts";

/** What Snappy's format is made of. `bytes`: how many of them say the length of a literal, or the offset of a copy. */
type Element =
  | { readonly kind: "literal"; readonly content: Uint8Array; readonly bytes: 0 | 1 | 2 | 3 | 4 }
  | { readonly kind: "copy"; readonly offset: number; readonly length: number; readonly bytes: 1 | 2 | 4 };

const little = (value: number, bytes: number) => Array.from({ length: bytes }, (_, i) => (value / 256 ** i) & 0xff);

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}

function encoded(element: Element): Uint8Array {
  if (element.kind === "literal") {
    const { content, bytes } = element;
    const last = content.length - 1;
    const head = bytes === 0 ? [last << 2] : [(59 + bytes) << 2, ...little(last, bytes)];
    return Buffer.concat([Uint8Array.from(head), content]);
  }
  const { offset, length, bytes } = element;
  if (bytes === 1) return Uint8Array.of(((offset >> 8) << 5) | ((length - 4) << 2) | 1, offset & 0xff);
  return Uint8Array.of(((length - 1) << 2) | (bytes === 2 ? 2 : 3), ...little(offset, bytes));
}

const stream = (length: number, ...elements: readonly Element[]) =>
  Uint8Array.from(Buffer.concat([Uint8Array.from(varint(length)), ...elements.map(encoded)]));

const literal = (content: ArrayLike<number>, bytes: 0 | 1 | 2 | 3 | 4 = 0): Element => {
  return { kind: "literal", content: Uint8Array.from(content), bytes };
};
const copy = (offset: number, length: number, bytes: 1 | 2 | 4): Element => ({ kind: "copy", offset, length, bytes });

/** What elements stand for, one byte after the other as the format describes them. */
function meaning(elements: readonly Element[]): Uint8Array {
  const bytes: number[] = [];
  for (const element of elements)
    if (element.kind === "literal") for (const byte of element.content) bytes.push(byte);
    else for (let i = 0; i < element.length; i++) bytes.push(bytes[bytes.length - element.offset]!);
  return Uint8Array.from(bytes);
}

const guard = 0xa5;
const margin = 64;

/**
 * Uncompresses between bytes that must not change, at addresses that are no multiple of anything; what lies after the
 * source looks like a literal that goes on.
 */
function guarded(source: Uint8Array, length: number): { flaw: number; bytes: Uint8Array } {
  const sourceAt = margin + 1;
  const targetAt = sourceAt + source.length + margin + 2;
  const { functions, memory } = snappy.instantiate(targetAt + length + margin);
  const all = new Uint8Array(memory).fill(guard);
  all.set(source, sourceAt);
  const flaw = functions.uncompress(sourceAt, source.length, targetAt, length);
  expect(all.subarray(0, sourceAt).every((byte) => byte === guard)).toBe(true);
  expect(Buffer.compare(all.subarray(sourceAt, sourceAt + source.length), source)).toBe(0);
  expect(all.subarray(sourceAt + source.length, targetAt).every((byte) => byte === guard)).toBe(true);
  expect(all.subarray(targetAt + length).every((byte) => byte === guard)).toBe(true);
  return { flaw, bytes: all.slice(targetAt, targetAt + length) };
}

/** Literals of every length of length, then copies of what is there by then, more of them near and overlapping. */
const elements = fc
  .array(
    fc.record({
      isLiteral: fc.boolean(),
      length: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(60, 61, 255, 256, 257, 65_536, 65_537)),
      distance: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 140_000 })),
      spare: fc.nat(3),
      seed: fc.nat(),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((drawn) => {
    const made: Element[] = [];
    let written = 0;
    for (const { isLiteral, length, distance, spare, seed } of drawn) {
      if (isLiteral || written === 0) {
        const random = seeded(seed);
        const needed = length <= 60 ? 0 : length <= 0x100 ? 1 : length <= 0x10000 ? 2 : 3;
        const content = Uint8Array.from({ length }, () => Math.floor(random() * 256));
        made.push(literal(content, Math.min(4, needed + spare) as 0 | 1 | 2 | 3 | 4));
        written += length;
      } else {
        const offset = 1 + ((distance - 1) % written);
        const count = 1 + ((length - 1) % 64);
        const isNear = count >= 4 && count <= 11 && offset < 2048;
        made.push(copy(offset, count, isNear && spare < 2 ? 1 : offset <= 0xffff && spare < 3 ? 2 : 4));
        written += count;
      }
    }
    return made;
  });

/** Compresses as Snappy's own compressor does: copies of four bytes and more that were seen before. */
function compress(bytes: Uint8Array): Uint8Array {
  const made: Element[] = [];
  const seen = new Map<number, number>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let unwritten = 0;
  const flush = (end: number) => {
    if (end > unwritten) made.push(literal(bytes.subarray(unwritten, end), end - unwritten <= 60 ? 0 : 4));
  };
  for (let at = 0; at + 4 <= bytes.length;) {
    const word = view.getUint32(at, true);
    const before = seen.get(word);
    seen.set(word, at);
    if (before === undefined) at++;
    else {
      let length = 4;
      while (length < 64 && at + length < bytes.length && bytes[before + length] === bytes[at + length]) length++;
      flush(at);
      made.push(copy(at - before, length, at - before <= 0xffff ? 2 : 4));
      at += length;
      unwritten = at;
    }
  }
  flush(bytes.length);
  return stream(bytes.length, ...made);
}

const abc = literal([97, 98, 99]);
const four = (value: number) => little(value, 4);

describe("pages in Snappy's format", () => {
  it("are what their literals and copies say, and touch no other memory", () => {
    fc.assert(
      fc.property(elements, (made) => {
        const expected = meaning(made);
        const compressed = stream(expected.length, ...made);
        const { flaw, bytes } = guarded(compressed, expected.length);
        expect(flaw).toBe(0);
        expect(Buffer.compare(bytes, expected)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("are what another decoder makes of them, page after page in the same memory", () => {
    const pages = new SnappyPages();
    for (const length of [0, 1, 2, 59, 60, 61, 64, 65, 255, 256, 257, 4096, 65_535, 65_536, 65_537, 300_000, 7])
      for (const distinct of [1, 2, 3, 17, 256]) {
        const random = seeded(length + distinct);
        const isRandom = Uint8Array.from({ length }, () => Math.floor(random() * distinct));
        for (const original of [
          isRandom,
          Uint8Array.from(isRandom, (byte, i) => (i % 1000 < 500 ? i % distinct : byte)),
        ]) {
          const compressed = compress(original);
          const other = new Uint8Array(length);
          snappyUncompress(compressed, other);
          expect(Buffer.compare(other, original)).toBe(0);
          expect(Buffer.compare(pages.uncompress(compressed, length), original)).toBe(0);
        }
      }
  });

  it.each<[string, Uint8Array, ArrayLike<number>]>([
    ["nothing", stream(0), []],
    ["a literal whose length is in its tag", stream(3, abc), [97, 98, 99]],
    ["the longest of those", stream(60, literal(new Uint8Array(60).fill(7))), new Uint8Array(60).fill(7)],
    ...([1, 2, 3, 4] as const).map((bytes): [string, Uint8Array, Uint8Array] => [
      `a literal whose length is in ${bytes} more bytes`,
      stream(200, literal(new Uint8Array(200).fill(bytes), bytes)),
      new Uint8Array(200).fill(bytes),
    ]),
    [
      "short literals up to the last byte",
      stream(20, ...Array.from({ length: 20 }, (_, i) => literal([i + 1]))),
      Array.from({ length: 20 }, (_, i) => i + 1),
    ],
    ["a copy with an offset of one byte", stream(7, abc, copy(2, 4, 1)), Buffer.from("abcbcbc")],
    ["a copy with an offset of two bytes", stream(5, abc, copy(3, 2, 2)), Buffer.from("abcab")],
    ["a copy with an offset of four bytes", stream(5, abc, copy(3, 2, 4)), Buffer.from("abcab")],
    ["a copy of the last byte", stream(67, abc, copy(1, 64, 2)), Buffer.from(`ab${"c".repeat(65)}`)],
    [
      "a near copy from more than a byte can say",
      stream(2057, literal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), literal(new Uint8Array(2037), 2), copy(2047, 10, 1)),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...new Uint8Array(2037), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ],
    [
      "a copy from more than two bytes can say",
      stream(70_004, literal([1, 2, 3, 4]), literal(new Uint8Array(69_996), 3), copy(70_000, 4, 4)),
      [1, 2, 3, 4, ...new Uint8Array(69_996), 1, 2, 3, 4],
    ],
  ])("may be %s", (_, compressed, expected) => {
    expect(Buffer.compare(new SnappyPages().uncompress(compressed, expected.length), Uint8Array.from(expected))).toBe(
      0,
    );
    expect(Buffer.compare(guarded(compressed, expected.length).bytes, Uint8Array.from(expected))).toBe(0);
  });

  it.each<[string, number[], number, RegExp]>([
    ["have no length", [], 3, /end too early/],
    ["have a length that is cut off", [0x80], 3, /end too early/],
    ["have a length that never ends", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 0, /another length/],
    ["are of 2³² + 3 bytes", [0x83, 0x80, 0x80, 0x80, 0x10, ...encoded(abc)], 3, /another length/],
    ["are shorter than the header says", [...stream(3, abc)], 4, /another length/],
    ["are longer than the header says", [...stream(3, abc)], 2, /another length/],
    ["end after a tag of a long literal", [3, 60 << 2], 3, /end too early/],
    ["end in the length of a literal", [3, 63 << 2, 2, 0, 0], 3, /end too early/],
    ["end in a literal", [3, 2 << 2, 97, 98], 3, /end too early/],
    ["hold a literal of 2³² bytes", [3, 63 << 2, ...four(0xffffffff), 97, 98, 99], 3, /end too early/],
    ["hold a literal of 2³¹ bytes", [3, 63 << 2, ...four(0x7fffffff), 97, 98, 99], 3, /end too early/],
    ["end in the offset of a near copy", [7, ...encoded(abc), 1], 7, /end too early/],
    ["end in the offset of a copy", [7, ...encoded(abc), (3 << 2) | 2, 3], 7, /end too early/],
    ["end in the offset of a far copy", [7, ...encoded(abc), (3 << 2) | 3, 3, 0, 0], 7, /end too early/],
    ["end before they are whole", [...stream(7, abc)], 7, /end too early/],
    ["hold a literal too many", [...stream(3, abc, literal([100]))], 3, /hold more/],
    ["hold a copy that is too long", [...stream(7, abc, copy(3, 5, 1))], 7, /hold more/],
    ["begin with a copy", [...stream(4, copy(1, 4, 1))], 4, /never written/],
    ...([1, 2, 4] as const).flatMap((bytes): [string, number[], number, RegExp][] => [
      [`hold a copy from 0 in ${bytes} bytes`, [...stream(7, abc, copy(0, 4, bytes))], 7, /never written/],
      [`hold a copy from before the first in ${bytes}`, [...stream(7, abc, copy(4, 4, bytes))], 7, /never written/],
    ]),
    ["hold a copy from 4 GiB before", [7, ...encoded(abc), (3 << 2) | 3, ...four(0xffffffff)], 7, /never written/],
  ])("are refused where they %s", (_, bytes, length, message) => {
    const compressed = Uint8Array.from(bytes);
    expect(() => new SnappyPages().uncompress(compressed, length)).toThrow(RangeError);
    expect(() => new SnappyPages().uncompress(compressed, length)).toThrow(message);
    expect(guarded(compressed, length).flaw).not.toBe(0);
  });

  it("are refused wherever they are cut off", () => {
    const original = Uint8Array.from({ length: 400 }, (_, i) => (i % 100 < 50 ? i % 7 : (i * 7919) % 251));
    for (const whole of [compress(original), stream(original.length, literal(original, 2))])
      for (let length = 0; length < whole.length; length++)
        expect(guarded(whole.subarray(0, length), original.length).flaw).not.toBe(0);
  });

  it("touch no other memory whatever bits are damaged, and the next page is whole", () => {
    const pages = new SnappyPages();
    fc.assert(
      fc.property(
        elements,
        fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(7)), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (made, flips, isHead) => {
          const expected = meaning(made);
          const whole = stream(expected.length, ...made);
          const damaged = Uint8Array.from(whole);
          const range = isHead ? Math.min(12, damaged.length) : damaged.length;
          for (const [where, bit] of flips) damaged[Math.floor(where * range)]! ^= 1 << bit;
          guarded(damaged, expected.length);
          const found = lengthOrError(() => pages.uncompress(damaged, expected.length));
          expect(String(found)).toMatch(RegExp(`^(${expected.length}|RangeError: its compressed bytes .*)$`));
          expect(Buffer.compare(pages.uncompress(whole, expected.length), expected)).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});

function lengthOrError(uncompress: () => Uint8Array): unknown {
  try {
    return uncompress().length;
  } catch (error) {
    return error;
  }
}
