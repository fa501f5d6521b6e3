import { describe, expect, test } from "vitest";
import { JobSpec, type JobSpecInput } from "../../../job/contract/jobSpec.ts";
import { prepareModel } from "../../../job/features/prepareModel.ts";
import { withoutNetwork } from "../../../tools/golden/seededModel.ts";

const prepare = (options: JobSpecInput) =>
  prepareModel(JobSpec.parse({ weights: "seeded", ...options }), withoutNetwork);

const bytesOf = async (weights: string) => {
  const model = await prepare({ size: 32, weights });
  if (model.kind !== "onnx") throw new Error("a network was asked for");
  return { onnx: Buffer.from(model.onnx), weights: model.weights };
};

describe("an extractor's own settings", () => {
  test.each([
    [{ extractor: "mobilenet-v2", size: 32 }, 32, 1280],
    [{ extractor: "resnet50", size: 50, pooling: "flatten" }, 50, 8192],
    [{ extractor: "resnet50", size: 50 }, 50, 2048],
    [{ extractor: "vgg16", size: 32, pooling: "max" }, 32, 512],
    [{ extractor: "pixels" }, 20, 1200],
    [{ extractor: "pixels", size: 7, grey: true }, 7, 49],
  ] as const)("%o gives %i pixels a side and %i features", async (options, inputSize, dimension) => {
    expect(await prepare(options)).toMatchObject({ inputSize, dimension });
  });
});

describe("a choice an extractor cannot serve is refused with those it can", () => {
  test.each([
    [
      { extractor: "mobilenet-v2", size: 31 },
      "size: mobilenet-v2 cannot work on 31 × 31 pixels",
      "32 or more (default 224)",
    ],
    [{ extractor: "mobilenet-v2", pooling: "fc2" }, "pooling: mobilenet-v2 has no fc2", "avg, max, flatten"],
    [{ extractor: "resnet50", pooling: "fc2" }, "pooling: resnet50 has no fc2", "avg, max, flatten"],
    [
      { extractor: "vgg16", pooling: "fc2", size: 64 },
      "with pooling fc2 cannot work on 64 × 64",
      "Give size 224, or another pooling: avg, max, flatten",
    ],
    [{ extractor: "vgg16", grey: true }, "grey: vgg16 needs red, green and blue", "pixels"],
    [{ extractor: "pixels", pooling: "avg" }, "pooling: pixels have nothing to choose", "Leave pooling out"],
    [{ extractor: "pixels", preprocess: "tf" }, "preprocess: pixels are taken as they are", "Leave preprocess out"],
    [{ extractor: "pixels", halfWeights: true }, "halfWeights: pixels have no weights", "Leave halfWeights out"],
    [{ engine: "tfjs", halfWeights: true }, "halfWeights: only for onnxruntime", "Leave halfWeights or engine out"],
    [{ layout: "nchw" }, "layout: only an .onnx file has one to choose", "Leave layout out"],
    [{ extractor: "pixels", mean: "0,0,0" }, "mean: pixels are taken as they are", "Leave mean out"],
    [{ extractor: "onnx" }, "weights: extractor onnx cannot work with seeded", "YOUR_FILE.onnx"],
  ] as const)("%o", async (options, message, hint) => {
    await expect(prepare(options)).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });
});

describe("seeded weights", () => {
  test("are the same every time, other ones for another seed, and never called trained", async () => {
    const [first, again, other] = await Promise.all(["seeded", "seeded:0", "seeded:1"].map(bytesOf));
    expect(first?.onnx.equals(again?.onnx ?? Buffer.alloc(0))).toBe(true);
    expect(first?.onnx.equals(other?.onnx ?? Buffer.alloc(0))).toBe(false);
    expect(other?.weights).toMatchObject({ kind: "seeded", label: "seeded:1 (not trained)", trained: false });
    expect(other?.weights.sha256).not.toBe(first?.weights.sha256);
  });
});
