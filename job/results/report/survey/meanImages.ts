import type { RgbImage } from "../../../contract/rgbImage.ts";
import { areaMean } from "./rgbRaster.ts";

/** Side at which pictures are averaged, whatever their shape. */
const meanSide = 64;
const values = meanSide * meanSide * 3;

/** The mean picture of every class, gathered one image at a time. */
export class MeanImages {
  #sums: Float64Array[];
  #counts: Uint32Array;

  constructor(classes: number) {
    this.#sums = Array.from({ length: classes }, () => new Float64Array(0));
    this.#counts = new Uint32Array(classes);
  }

  add(of: number, image: RgbImage): void {
    if (this.#sums[of]?.length === 0) this.#sums[of] = new Float64Array(values);
    const sum = this.#sums[of] ?? new Float64Array(values);
    const small = areaMean(image, 3, meanSide, meanSide);
    for (let i = 0; i < values; i++) sum[i] = (sum[i] ?? 0) + (small[i] ?? 0);
    this.#counts[of] = (this.#counts[of] ?? 0) + 1;
  }

  /** `meanSide`² RGB values, 0-255; undefined for a class without images. */
  mean(of: number): Float64Array | undefined {
    const count = this.#counts[of] ?? 0;
    return count === 0 ? undefined : this.#sums[of]?.map((value) => value / count);
  }

  /** classes × classes, row-major: mean squared difference of the mean images; NaN where a class has none. */
  distances(): Float64Array {
    const means = this.#sums.map((_, of) => this.mean(of));
    const matrix = new Float64Array(means.length ** 2);
    for (const [row, a] of means.entries())
      for (const [column, b] of means.entries()) matrix[row * means.length + column] = meanSquaredDifference(a, b);
    return matrix;
  }
}

function meanSquaredDifference(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (a === undefined || b === undefined) return NaN;
  let sum = 0;
  for (let i = 0; i < values; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum / values;
}
