import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { JobSpec, type JobSpecInput } from "../../../job/contract/jobSpec.ts";
import { prepareModel } from "../../../job/features/prepareModel.ts";
import { seededModel, withoutNetwork } from "../../../tools/golden/seededModel.ts";
import { channelMeans, denoting, OnnxFolder, withMetadata } from "./onnxModels.ts";

const folder = new OnnxFolder();
afterAll(() => folder[Symbol.dispose]());
const prepare = (model: Uint8Array, options?: JobSpecInput) => folder.prepare(model, options);
const meansOf = (model: Uint8Array, options: JobSpecInput) => folder.features(model, options);

/** The two pictures of `OnnxFolder.features`, red green blue. */
const plain = [10, 20, 30, 200, 100, 50];
const tf = plain.map((value) => value / 127.5 - 1);

describe("an ONNX file's input", () => {
  test.each([
    ["channels first", ["n", 3, 8, 8]],
    ["channels last", ["n", 8, 8, 3]],
    ["one picture at a time", [1, 3, 8, 8]],
    ["sides left open", ["n", 3, "h", "w"]],
    ["all axes open but the channels", ["n", "h", "w", 3]],
  ] as const)("is read from its shape: %s", async (_, shape) => {
    expect(await meansOf(channelMeans(shape), { preprocess: "none" })).toEqual(plain);
  });

  test.each(["NCHW", "NHWC"] as const)("with every axis open is %s as the job says", async (layout) => {
    const model = channelMeans(["a", "b", "c", "d"], { layout });
    const options = { preprocess: "none", size: 8, layout: layout === "NCHW" ? "nchw" : "nhwc" } as const;
    expect(await meansOf(model, options)).toEqual(plain);
  });

  test.each([
    ["NCHW", 1],
    ["NHWC", 3],
  ] as const)("with every axis open is %s as the file denotes it", async (layout, axis) => {
    const model = denoting(channelMeans(["a", "b", "c", "d"], { layout }), axis, "DATA_CHANNEL");
    expect(await meansOf(model, { preprocess: "none", size: 8 })).toEqual(plain);
  });

  test.each(["NCHW", "NHWC"] as const)("of bytes needs no normalisation: %s", async (layout) => {
    const shape = layout === "NCHW" ? ["n", 3, 8, 8] : ["n", 8, 8, 3];
    expect(await meansOf(channelMeans(shape, { type: "uint8", layout }), {})).toEqual(plain);
  });

  test("gives the size, or takes the one asked for where it leaves it open", async () => {
    const fixed = await prepare(channelMeans(["n", 3, 8, 8]), { preprocess: "tf" });
    const open = await prepare(channelMeans(["n", 3, "h", "w"]), { preprocess: "tf", size: 50 });
    const byDefault = await prepare(channelMeans(["n", 3, "h", "w"]), { preprocess: "tf" });
    expect([fixed, open, byDefault].map(({ inputSize }) => inputSize)).toEqual([8, 50, 224]);
    expect(fixed.dimension).toBe(3);
  });
});

describe("an ONNX file's pixels are normalised", () => {
  test.each([
    ["none", plain],
    ["unit", plain.map((value) => value / 255)],
    ["tf", tf],
    ["caffe", [-73.939, -96.779, -113.68, -53.939, -16.779, 76.32]],
    ["torch", [-1.9467, -1.6856, -1.2816, 1.307, -0.285, -0.933]],
  ] as const)("as Keras's preprocess_input does in mode %s", async (preprocess, expected) => {
    expect(await meansOf(channelMeans(["n", 3, 8, 8]), { preprocess })).toEqual(near(expected));
  });

  test("by means and deviations that are given, red green blue", async () => {
    const given = { mean: "0.485, 0.456, 0.406", deviation: "0.229,0.224,0.225" };
    const model = channelMeans(["n", 8, 8, 3]);
    expect(await meansOf(model, given)).toEqual(await meansOf(model, { preprocess: "torch" }));
  });

  test.each([
    ["NominalRange_0_255", "Rgb8", plain],
    ["Normalized_0_1", "Rgb8", plain.map((value) => value / 255)],
    ["Normalized_1_1", "Rgb8", tf],
    ["NominalRange_16_235", "Rgb8", plain.map((value) => 16 + (value * 219) / 255)],
    ["nominalrange_0_255", "BGR8", [30, 20, 10, 50, 100, 200]],
  ])("as the file says: %s %s", async (range, format, expected) => {
    const metadata = { "Image.NominalPixelRange": range, "Image.BitmapPixelFormat": format };
    expect(await meansOf(withMetadata(channelMeans(["n", 3, 8, 8]), metadata), {})).toEqual(near(expected));
  });

  test("as the job says, whatever the file does", async () => {
    const model = withMetadata(channelMeans(["n", 3, 8, 8]), { "Image.NominalPixelRange": "Normalized_0_1" });
    expect(await meansOf(model, { preprocess: "none" })).toEqual(plain);
  });

  test("as the network does whose name the job gives", async () => {
    expect(await meansOf(channelMeans(["n", 3, 8, 8]), { extractor: "mobilenet-v2" })).toEqual(near(tf));
  });
});

describe("an ONNX file", () => {
  test("can be a model Verger lowered", async () => {
    const lowered = await seededModel({ extractor: "mobilenet-v2", size: 32 });
    if (lowered.kind !== "onnx") throw new Error("a network was asked for");
    const again = await prepare(lowered.onnx);
    expect(again).toMatchObject({ inputSize: 32, dimension: 1280, weights: { kind: "file", trained: true } });
  });

  test("that is not there, or is a folder, is refused in words", async () => {
    mkdirSync(join(folder.path, "folder.onnx"));
    const from = (weights: string) =>
      prepareModel(JobSpec.parse({ extractor: "onnx", weights: join(folder.path, weights) }), withoutNetwork);
    await expect(from("absent.onnx")).rejects.toThrow(/absent\.onnx cannot be read \(there is none\)/);
    await expect(from("folder.onnx")).rejects.toThrow(/folder\.onnx cannot be read \(it is a folder\)/);
  });

  const usual = channelMeans(["n", 3, 8, 8]);
  const open = channelMeans(["n", "a", "b", "c"]);
  const says = (metadata: Record<string, string>) =>
    withMetadata(usual, { "Image.NominalPixelRange": "Normalized_0_1", ...metadata });
  test.each([
    ["no normalisation given", usual, {}, /does not say how/, /tf, caffe, torch, unit, none .* or mean and deviation/],
    ["a mean alone", usual, { mean: "0.5,0.5,0.5" }, /^deviation: missing/, /--mean .* --deviation/],
    ["means of 0-255", usual, { mean: "123,116,103", deviation: "1,1,1" }, /not on a scale of 0 to 1/, /Divide by 255/],
    ["a deviation of 0", usual, { mean: "0,0,0", deviation: "1,0,1" }, /^deviation: 1,0,1 is not/, /above 0/],
    ["both", usual, { preprocess: "tf", mean: "0,0,0", deviation: "1,1,1" }, /^preprocess: mean and/, /the one or/],
    ["another size", usual, { size: 9, preprocess: "tf" }, /cannot work on 9 × 9/, /give 8/],
    ["not square", channelMeans(["n", 3, 8, 9]), { preprocess: "tf" }, /\[n, 3, 8, 9\], which is not square/, /square/],
    ["grey", channelMeans(["n", 1, 8, 8]), { preprocess: "tf" }, /\[n, 1, 8, 8\], which is not that of RGB/, /3, side/],
    ["three axes", channelMeans([3, 8, 8]), { preprocess: "tf" }, /\[3, 8, 8\], which is not that of RGB/, /3, side/],
    ["channels nowhere", open, { preprocess: "tf" }, /\[n, a, b, c\], which leaves open where/, /nchw for .* nhwc for/],
    ["channels twice", channelMeans(["n", 3, 3, 3]), { preprocess: "tf" }, /leaves open where/, /Give layout: nchw/],
    ["the other layout", usual, { layout: "nhwc", preprocess: "tf" }, /^layout: .* which is not nhwc/, /give nchw/],
    ["grey by itself", says({ "Image.BitmapPixelFormat": "Gray8" }), {}, /BitmapPixelFormat is Gray8/, /overrule/],
    ["linear light", says({ "Image.ColorSpaceGamma": "Linear" }), {}, /ColorSpaceGamma is Linear/, /overrule/],
    ["a range unknown", says({ "Image.NominalPixelRange": "Wide" }), {}, /NominalPixelRange is Wide/, /overrule/],
    [
      "two inputs",
      channelMeans(["n", 3, 8, 8], { extraInputs: ["age"] }),
      {},
      /2 inputs \(image, age\)/,
      /Give output/,
    ],
    ["a batch of its own", channelMeans([4, 3, 8, 8]), { preprocess: "tf" }, /4 pictures at a time/, /open first axis/],
    ["a pooling", usual, { pooling: "max" }, /nothing to choose/, /Leave pooling out/],
    ["no ONNX at all", Buffer.from("<html>"), {}, /not a model that onnxruntime can open/, /whole \.onnx/],
    ["an empty file", Buffer.alloc(0), {}, /not a model that onnxruntime can open/, /whole \.onnx/],
  ] as const)("is refused in words: %s", async (_, model, options, message, hint) => {
    await expect(prepare(model, options)).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 3));
