import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelRuns } from "../../../job/results/parquet/levelRuns.ts";

/** Levels in Parquet's hybrid encoding: each piece as a run, or as packed groups of eight (padded with zeros). */
function encode(pieces: readonly { levels: number[]; packed: boolean }[], width: number): Uint8Array {
  const bytes: number[] = [];
  const integer = (value: number) => {
    for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) + 0x80);
    bytes.push(value);
  };
  for (const { levels, packed } of pieces) {
    if (!packed) {
      integer(2 * levels.length);
      bytes.push(levels[0]!);
      continue;
    }
    const groups = Math.ceil(levels.length / 8);
    integer(2 * groups + 1);
    let bits = 0n;
    for (const [i, level] of levels.entries()) bits |= BigInt(level) << BigInt(i * width);
    for (let i = 0; i < groups * width; i++) bytes.push(Number((bits >> BigInt(8 * i)) & 0xffn));
  }
  return Uint8Array.from(bytes);
}

const maxLevel = fc.integer({ min: 1, max: 3 });

describe("runs of levels", () => {
  it("are what was encoded, in whatever mixture of runs and packed groups", () => {
    fc.assert(
      fc.property(
        maxLevel.chain((max) =>
          fc.tuple(
            fc.constant(max),
            fc.array(
              fc.oneof(
                fc
                  .tuple(fc.nat(max), fc.integer({ min: 1, max: 700 }))
                  .map(([level, length]) => ({ levels: Array.from({ length }, () => level), packed: false })),
                fc
                  .integer({ min: 1, max: 5 })
                  .chain((groups) => fc.array(fc.nat(max), { minLength: 8 * groups, maxLength: 8 * groups }))
                  .map((levels) => ({ levels, packed: true })),
              ),
              { minLength: 1, maxLength: 8 },
            ),
            fc.nat(7),
          ),
        ),
        ([max, pieces, cut]) => {
          const levels = pieces.flatMap((piece) => piece.levels);
          // The last packed group may hold padding beyond the levels that count.
          if (pieces.at(-1)!.packed) levels.length -= cut;
          const runs = levelRuns(encode(pieces, max === 1 ? 1 : 2), levels.length, max);
          const read = Array.from({ length: runs.length / 2 }, (_, i) =>
            Array.from({ length: runs[2 * i + 1]! }, () => runs[2 * i]!),
          ).flat();
          expect(read).toEqual(levels);
          for (let i = 2; i < runs.length; i += 2) expect(runs[i]).not.toBe(runs[i - 2]);
        },
      ),
    );
  });

  it("end in an error, never in a loop, where bytes are missing or make no sense", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), maxLevel, (bytes, max) => {
        expect(() => levelRuns(bytes, 10_000_000, max)).toSatisfy(returnsOrThrowsRangeError);
      }),
    );
  });
});

function returnsOrThrowsRangeError(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch (error) {
    return error instanceof RangeError;
  }
}
