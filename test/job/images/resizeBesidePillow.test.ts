import { constantFrom, integer, sample, tuple } from "fast-check";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { resizeRgb } from "../../../job/images/resizeRgb.ts";
import { describeNeeding } from "../../setup/needing.ts";

const script = fileURLToPath(new URL("../../../tools/golden/imagesResized.py", import.meta.url));
const method = constantFrom("bicubic" as const, "nearest" as const);
const side = integer({ min: 1, max: 90 });
const anySize = tuple(side, side, side, side, method);

/** Sizes around where Pillow changes the order of its passes: twice as many rows as columns go away. */
const nearTheTurn = tuple(
  integer({ min: 10, max: 90 }),
  integer({ min: 40, max: 90 }),
  integer({ min: 1, max: 8 }),
).chain(([width, height, lost]) =>
  integer({ min: -1, max: 1 }).map(
    (more) => [width, height, width - lost, height - 2 * lost + more, "bicubic"] as const,
  ),
);
const large = [
  [700, 1900, 224, 224, "bicubic"],
  [1900, 700, 224, 224, "bicubic"],
  [1200, 900, 50, 333, "bicubic"],
  [5000, 1, 224, 224, "bicubic"],
  [1, 5000, 224, 224, "bicubic"],
  [3, 2, 1000, 800, "nearest"],
  [1900, 700, 223, 224, "nearest"],
] as const;

/** Black and white dots: the largest overshoot and the hardest rounding. */
function dots(pixels: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: pixels * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state < 0 ? 255 : 0;
  });
}

describeNeeding("python", "resizeRgb beside Pillow", (python) => {
  it("gives the same bytes for hundreds of sizes", () => {
    const cases = [
      ...sample(anySize, { numRuns: 400, seed: 1 }),
      ...sample(nearTheTurn, { numRuns: 200, seed: 2 }),
      ...large,
    ];
    const pictures = cases.map(([width, height], seed) => ({ width, height, data: dots(width * height, seed) }));
    const header = Buffer.from(`${JSON.stringify(cases)}\n`);
    const input = Buffer.concat([header, ...pictures.map(({ data }) => data)]);
    const pillow = execFileSync(python, [script], { input, maxBuffer: 1 << 28 });
    const differing: string[] = [];
    let at = 0;
    for (const [index, [, , width, height, method]] of cases.entries()) {
      const picture = pictures[index]!;
      const { data } = resizeRgb(picture, width, height, method);
      if (Buffer.compare(data, pillow.subarray(at, at + data.length)) !== 0)
        differing.push(`${method} ${picture.width} × ${picture.height} to ${width} × ${height}`);
      at += data.length;
    }
    expect(differing).toEqual([]);
    expect(at).toBe(pillow.length);
  });
});
