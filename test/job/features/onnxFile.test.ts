import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { JobSpec, type JobSpecInput } from "../../../job/contract/jobSpec.ts";
import { encodeModel, type OnnxGraph } from "../../../job/features/onnx/encodeModel.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import { prepareModel } from "../../../job/features/prepareModel.ts";
import { seededModel, withoutNetwork } from "../../../tools/golden/seededModel.ts";

type Side = number | string;

/** A model whose features are the means of its three input channels. */
function channelMeans(shape: readonly Side[], type: "float32" | "uint8" = "float32", extraInputs: string[] = []) {
  const nodes: OnnxGraph["nodes"][number][] = [];
  let last = "image";
  const then = (op: string, output: string, attributes: Record<string, number | number[]> = {}) => {
    nodes.push({ op, inputs: [last], output, attributes });
    last = output;
  };
  if (type === "uint8") then("Cast", "floats", { to: 1 });
  if (shape[3] === 3) then("Transpose", "channels-first", { perm: [0, 3, 1, 2] });
  then("GlobalAveragePool", "means");
  then("Flatten", "features", { axis: 1 });
  const extra = extraInputs.map((name) => ({ name, type: "float32", shape: [1] }) as const);
  return encodeModel({
    name: "means",
    nodes,
    initializers: [],
    inputs: [{ name: "image", type, shape }, ...extra],
    outputs: [{ name: "features", type: "float32", shape: [shape[0] ?? "n", 3] }],
  });
}

describe("an ONNX file", () => {
  const folder = mkdtempSync(join(tmpdir(), "verger-onnx-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const prepare = (model: Uint8Array, options: JobSpecInput = {}) => {
    const weights = join(folder, "mine.onnx");
    writeFileSync(weights, model);
    return prepareModel(JobSpec.parse({ extractor: "onnx", ...options, weights }), withoutNetwork);
  };
  const meansOf = async (model: Uint8Array, options: JobSpecInput) => {
    const prepared = await prepare(model, options);
    const extractor = await openExtractor(prepared);
    const { inputSize } = extractor;
    // Red 10, green 20, blue 30; then 200, 100, 50.
    const pictures = [[10, 20, 30] as const, [200, 100, 50] as const].map((colour) => ({
      width: inputSize,
      height: inputSize,
      data: Uint8Array.from({ length: inputSize * inputSize * 3 }, (_, at) => colour[at % 3] ?? 0),
    }));
    const features = await extractor.extract(pictures);
    await extractor.release();
    return Array.from(features, (value) => Math.round(value * 1e4) / 1e4);
  };

  test.each([
    ["none", [10, 20, 30, 200, 100, 50]],
    ["tf", [-0.9216, -0.8431, -0.7647, 0.5686, -0.2157, -0.6078]],
    ["caffe", [-73.939, -96.779, -113.68, -53.939, -16.779, 76.32]],
    ["torch", [-1.9467, -1.6856, -1.2816, 1.307, -0.285, -0.933]],
  ] as const)("gets pixels normalised as Keras's preprocess_input does in mode %s", async (preprocess, expected) => {
    const model = channelMeans(["n", 3, 8, 8]);
    const means = await meansOf(model, { preprocess });
    for (const [at, value] of expected.entries()) expect(means[at]).toBeCloseTo(value, 3);
  });

  test.each([
    ["channels first", ["n", 3, 8, 8]],
    ["channels last", ["n", 8, 8, 3]],
    ["one picture at a time", [1, 3, 8, 8]],
    ["sides left open", ["n", 3, "h", "w"]],
    ["all axes open but the channels", ["n", "h", "w", 3]],
  ] as const)("%s", async (_, shape) => {
    expect(await meansOf(channelMeans(shape), { preprocess: "none" })).toEqual([10, 20, 30, 200, 100, 50]);
  });

  test("with a byte input needs no normalisation", async () => {
    expect(await meansOf(channelMeans(["n", 8, 8, 3], "uint8"), {})).toEqual([10, 20, 30, 200, 100, 50]);
  });

  test("gives its size, or takes the one asked for where it leaves it open", async () => {
    const fixed = await prepare(channelMeans(["n", 3, 8, 8]), { preprocess: "tf" });
    const open = await prepare(channelMeans(["n", 3, "h", "w"]), { preprocess: "tf", size: 50 });
    const byDefault = await prepare(channelMeans(["n", 3, "h", "w"]), { preprocess: "tf" });
    expect([fixed, open, byDefault].map(({ inputSize }) => inputSize)).toEqual([8, 50, 224]);
    expect(fixed.dimension).toBe(3);
  });

  test("can stand in for a named extractor's network, with its normalisation", async () => {
    const means = await meansOf(channelMeans(["n", 3, 8, 8]), { extractor: "mobilenet-v2" });
    expect(means[0]).toBeCloseTo(10 / 127.5 - 1, 3);
  });

  test("can be a model Verger lowered", async () => {
    const lowered = await seededModel({ extractor: "mobilenet-v2", size: 32 });
    if (lowered.kind !== "onnx") throw new Error("a network was asked for");
    const again = await prepare(lowered.onnx);
    expect(again).toMatchObject({ inputSize: 32, dimension: 1280, weights: { kind: "file", trained: true } });
  });

  test("that is not there, or is a folder, is refused in words", async () => {
    mkdirSync(join(folder, "folder.onnx"));
    const from = (weights: string) =>
      prepareModel(JobSpec.parse({ extractor: "onnx", weights: join(folder, weights) }), withoutNetwork);
    await expect(from("absent.onnx")).rejects.toThrow(/absent\.onnx cannot be read \(there is none\)/);
    await expect(from("folder.onnx")).rejects.toThrow(/folder\.onnx cannot be read \(it is a folder\)/);
  });

  test.each([
    ["no normalisation given", channelMeans(["n", 3, 8, 8]), {}, /does not say how/, /tf, caffe, torch, none/],
    ["another size", channelMeans(["n", 3, 8, 8]), { size: 9, preprocess: "tf" }, /cannot work on 9 × 9/, /give 8/],
    ["not square", channelMeans(["n", 3, 8, 9]), { preprocess: "tf" }, /\[n, 3, 8, 9\], which is not square/, /square/],
    [
      "no RGB",
      channelMeans(["n", 1, 8, 8]),
      { preprocess: "tf" },
      /\[n, 1, 8, 8\], which is not that of RGB/,
      /3, side/,
    ],
    ["two inputs", channelMeans(["n", 3, 8, 8], "float32", ["age"]), {}, /2 inputs \(image, age\)/, /only input/],
    ["a batch of its own", channelMeans([4, 3, 8, 8]), { preprocess: "tf" }, /4 pictures at a time/, /open first axis/],
    ["a pooling", channelMeans(["n", 3, 8, 8]), { pooling: "max" }, /nothing to choose/, /Leave pooling out/],
    ["no ONNX at all", Buffer.from("<html>"), {}, /not a model that onnxruntime can open/, /whole \.onnx/],
  ] as const)("is refused in words: %s", async (_, model, options, message, hint) => {
    await expect(prepare(model, options)).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});
