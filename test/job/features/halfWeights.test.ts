import { assert, float, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { toHalfPrecision } from "../../../job/features/onnx/halfPrecision.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import type { PreparedModel } from "../../../job/features/preparedModel.ts";
import { fidelity } from "../../../tools/golden/fidelity.ts";
import { noisePictures } from "../../../tools/golden/noisePictures.ts";
import { seededModel } from "../../../tools/golden/seededModel.ts";

/** A bundle with half the model is worth nothing if its features are others. */
describe.each([
  { extractor: "mobilenet-v2", size: 96 },
  { extractor: "resnet50", size: 50, pooling: "flatten" },
  { extractor: "vgg16", size: 32 },
] as const)("$extractor with its kernels in half precision", (options) => {
  test("is half the file and gives features within a cosine of 0.9999", async () => {
    const [single, half] = [await seededModel(options), await seededModel({ ...options, halfWeights: true })];
    if (single.kind !== "onnx" || half.kind !== "onnx") throw new Error("a network was asked for");
    expect(half.onnx.length / single.onnx.length).toBeLessThan(0.54);
    expect(half.weights.label).toBe("seeded:0 (not trained), kernels in half precision");
    expect(half.weights.sha256).not.toBe(single.weights.sha256);
    const { cosine, maxRelativeError } = fidelity(await features(half), await features(single));
    expect(cosine).toBeGreaterThan(0.9999);
    expect(maxRelativeError).toBeLessThan(2e-3);
    expect(maxRelativeError).toBeGreaterThan(0);
  });
});

async function features(model: PreparedModel): Promise<Float32Array> {
  const extractor = await openExtractor(model);
  try {
    return await extractor.extract(noisePictures(2, model.inputSize));
  } finally {
    await extractor.release();
  }
}

describe("half precision", () => {
  test.each([
    [0, 0],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0],
    [3 * 2 ** -25, 0x0002],
    [1e-30, 0],
  ])("of %d has the bits %d", (value, bits) => {
    expect(half(value)).toBe(bits);
  });

  test.each([65520, -1e30, Infinity, Number.NaN])("cannot hold %d", (value) => {
    expect(half(value)).toBeUndefined();
  });

  test("is the nearest there is", () => {
    assert(
      property(float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = half(value) ?? Number.NaN;
        const sign = bits & 0x8000;
        const neighbours = [bits - 1, bits + 1].filter(
          (each) => (each & 0x8000) === sign && (each & 0x7c00) !== 0x7c00,
        );
        const nearest = Math.min(...neighbours.map((each) => Math.abs(valueOf(each) - value)));
        expect(Math.abs(valueOf(bits) - value)).toBeLessThanOrEqual(nearest);
        expect(Math.sign(valueOf(bits)) * Math.sign(value)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

const half = (value: number) => toHalfPrecision(Float32Array.of(value))?.[0];

/** IEEE 754 binary16. */
function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
