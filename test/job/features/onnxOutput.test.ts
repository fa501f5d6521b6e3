import protobuf from "protobufjs/minimal.js";
import { afterAll, describe, expect, test } from "vitest";
import { encodeModel } from "../../../job/features/onnx/encodeModel.ts";
import { modelGraph } from "../../../job/features/onnx/modelGraph.ts";
import { meansOf, OnnxFolder } from "./onnxModels.ts";

const image = { name: "image", type: "float32", shape: ["n", 3, 8, 8] } as const;
const classes = 1000;

/** A classifier: the means of the channels, then a thousand classes. */
const classifier = encodeModel({
  name: "classifier",
  nodes: [
    ...meansOf("image", "flat"),
    { op: "MatMul", inputs: ["flat", "head"], output: "scores" },
    { op: "Softmax", inputs: ["scores"], output: "classes" },
  ],
  initializers: [{ name: "head", shape: [3, classes], values: () => new Float32Array(3 * classes).fill(0.1) }],
  inputs: [image],
  outputs: [{ name: "classes", type: "float32", shape: ["n", classes] }],
});

/** Pictures beside tokens, as in models that embed both. */
const twoTowers = encodeModel({
  name: "towers",
  nodes: [...meansOf("image", "image_embeds"), { op: "Relu", inputs: ["tokens"], output: "text_embeds" }],
  initializers: [],
  inputs: [image, { name: "tokens", type: "float32", shape: ["n", 4] }],
  outputs: [
    { name: "text_embeds", type: "float32", shape: ["n", 4] },
    { name: "image_embeds", type: "float32", shape: ["n", 3] },
  ],
});

/** Whoever has a classifier wants the features before its last layer, not a thousand probabilities. */
describe("the features of an ONNX file", () => {
  const folder = new OnnxFolder();
  afterAll(() => folder[Symbol.dispose]());
  const means = [10, 20, 30, 200, 100, 50];

  test("are its only output", async () => {
    expect(await folder.prepare(classifier, { preprocess: "none" })).toMatchObject({
      outputName: "classes",
      dimension: classes,
    });
  });

  test("can be a value inside it; what comes after is left out", async () => {
    const options = { preprocess: "none", output: "flat" } as const;
    expect(await folder.features(classifier, options)).toEqual(means);
    const cut = await folder.prepare(classifier, options);
    if (cut.kind !== "onnx") throw new Error("a network was asked for");
    expect(cut.weights.label).toBe("mine.onnx (output flat)");
    expect(Buffer.from(cut.onnx).includes("head")).toBe(false);
    expect(cut.onnx.length).toBeLessThan(classifier.length - 4 * 3 * classes);
  });

  test("keep the constants they are computed with", async () => {
    const { dimension } = await folder.prepare(classifier, { preprocess: "none", output: "scores" });
    expect(dimension).toBe(classes);
  });

  test("of one tower need no input of the other", async () => {
    expect(await folder.features(twoTowers, { preprocess: "none", output: "image_embeds" })).toEqual(means);
  });

  test("want nothing for an optional input that is left out", async () => {
    const model = encodeModel({
      name: "gaps",
      nodes: [
        { op: "Relu", inputs: ["tokens"], output: "" },
        ...meansOf("image", "flat"),
        { op: "Clip", inputs: ["flat", "", "most"], output: "capped" },
      ],
      initializers: [{ name: "most", shape: [], values: () => Float32Array.of(25) }],
      inputs: [image, { name: "tokens", type: "float32", shape: ["n", 4] }],
      outputs: [{ name: "capped", type: "float32", shape: ["n", 3] }],
    });
    expect(await folder.features(model, { preprocess: "none", output: "capped" })).toEqual([10, 20, 25, 25, 25, 25]);
  });

  test.each([
    ["several outputs", twoTowers, {}, /2 outputs \(text_embeds, image_embeds\)/, /text_embeds or image_embeds/],
    [
      "an unknown output",
      classifier,
      { output: "flta" },
      /no value flta/,
      /Its output is classes; .*means, flat, scores/,
    ],
    [
      "a tower without a picture",
      twoTowers,
      { output: "text_embeds" },
      /\[n, 4\], which is not that of RGB/,
      /3, side/,
    ],
    ["a value that is no row a picture", statistics(), { output: "side" }, /fails on a picture/, /another output/],
  ] as const)("are not guessed: %s", async (_, model, options, message, hint) => {
    await expect(folder.prepare(model, { preprocess: "none", ...options })).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test("are only chosen in an ONNX file", async () => {
    const pixels = folder.prepare(classifier, { extractor: "pixels", output: "flat" });
    await expect(pixels).rejects.toThrow("output: only an .onnx file has one to choose");
  });
});

test("what the branches of a condition read is read by the node that holds them", () => {
  const branch = message(1, text(1, "outer"), text(2, "branch"));
  const attribute = message(5, text(1, "then_branch"), message(6, branch));
  const condition = message(1, text(1, "which"), text(2, "chosen"), attribute);
  const file = message(7, condition)(protobuf.Writer.create()).finish();
  expect(modelGraph(file).nodes[0]).toMatchObject({ inputs: ["which", "outer"], outputs: ["chosen"] });
});

type Write = (writer: protobuf.Writer) => protobuf.Writer;

function text(field: number, value: string): Write {
  return (writer) => writer.uint32((field << 3) | 2).string(value);
}

function message(field: number, ...parts: readonly Write[]): Write {
  return (writer) => {
    writer.uint32((field << 3) | 2).fork();
    for (const part of parts) part(writer);
    return writer.ldelim();
  };
}

/** A model with a value whose first axis is not the pictures'. */
function statistics() {
  return encodeModel({
    name: "statistics",
    nodes: [
      ...meansOf("image", "flat"),
      { op: "Transpose", inputs: ["flat"], output: "side", attributes: { perm: [1, 0] } },
    ],
    initializers: [],
    inputs: [image],
    outputs: [{ name: "flat", type: "float32", shape: ["n", 3] }],
  });
}
