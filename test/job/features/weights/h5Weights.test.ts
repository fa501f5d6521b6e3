import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JobSpec, type JobSpecInput } from "../../../../job/contract/jobSpec.ts";
import { mobilenetV2 } from "../../../../job/features/mobilenetV2.ts";
import { kerasLayerOrder } from "../../../../job/features/networks/kerasLayerOrder.ts";
import { weightShapes } from "../../../../job/features/networks/weightShapes.ts";
import { prepareModel } from "../../../../job/features/prepareModel.ts";
import { seededWeights } from "../../../../job/features/weights/seededWeights.ts";
import { describeNeeding } from "../../../setup/needing.ts";
import { seededModel, withoutNetwork } from "../../../../tools/golden/seededModel.ts";

/** Layouts Keras has written over the years; a person has files in any of them. */
const layouts = [
  "keras2-weights.h5",
  "keras2-with-top.h5",
  "keras2-long-names.h5",
  "keras2-model.h5",
  "keras2-nested.h5",
  "keras2-other-names.h5",
  "keras2-old-tensor-names.h5",
  "keras2-float64-gzip.h5",
  "keras3-legacy.h5",
  "keras3.weights.h5",
  "keras3-unnamed.weights.h5",
  "keras3-nested.weights.h5",
];

describeNeeding("python", "weights files as Keras writes them", (python) => {
  const folder = mkdtempSync(join(tmpdir(), "verger-h5-"));
  const prepare = (file: string, options: JobSpecInput = {}) =>
    prepareModel(JobSpec.parse({ ...options, weights: join(folder, file) }), withoutNetwork);

  beforeAll(() => writeLayouts(python, folder));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(layouts)("%s gives the very model the same weights give without a file", async (file) => {
    const [fromFile, expected] = [await prepare(file), await seededModel({})];
    if (fromFile.kind !== "onnx" || expected.kind !== "onnx") throw new Error("a network was asked for");
    expect(Buffer.compare(fromFile.onnx, expected.onnx)).toBe(0);
    expect(fromFile.weights).toMatchObject({ kind: "file", label: file, trained: true });
    expect(fromFile.weights.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a file of another architecture is named, and what it lacks", async () => {
    await expect(prepare("keras2-model.h5", { extractor: "vgg16" })).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(
        /keras2-model\.h5: 26 of the 26 tensors of vgg16 .* looks like mobilenetv2_1\.00_224\n {2}block1_conv1\/kernel is missing, expected 3 × 3 × 3 × 64/,
      ),
      hint: expect.stringContaining("vgg16"),
    });
  });

  test("a tensor of another shape is named with both shapes", async () => {
    await expect(prepare("narrow.h5")).rejects.toThrow(
      "1 of the 260 tensors of mobilenetv2_1.00_224 do not fit\n  Conv1/kernel is 3 × 3 × 3 × 16, expected 3 × 3 × 3 × 32",
    );
  });

  test("a missing layer is named, not replaced by its neighbour", async () => {
    await expect(prepare("gaps.h5")).rejects.toThrow(
      /1 of the 260 tensors.*\n {2}block_3_expand\/kernel is missing, expected 1 × 1 × 24 × 144$/,
    );
  });

  test.each([
    ["half.h5", /Conv1\/kernel:0 holds "<e", not 32- or 64-bit floats/],
    ["not-finite.h5", /bn_Conv1\/gamma:0 holds values that are not finite/],
    ["nothing.h5", /holds no weights in a layout of Keras/],
    ["not-hdf5.h5", /is not a readable HDF5 file/],
    ["cut.h5", /is not a readable HDF5 file/],
    ["absent.h5", /absent\.h5 cannot be read \(there is none\)/],
  ])("%s is refused in words", async (file, message) => {
    await expect(prepare(file)).rejects.toMatchObject({
      name: "InputError",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.$/),
    });
  });
});

describe("a .keras file", () => {
  test("that is no zip file is refused in words", async () => {
    const folder = mkdtempSync(join(tmpdir(), "verger-keras-"));
    const weights = join(folder, "broken.keras");
    writeFileSync(weights, "not a zip file");
    await expect(prepareModel(JobSpec.parse({ weights }), withoutNetwork)).rejects.toThrow(
      /broken\.keras is not a whole \.keras file/,
    );
    rmSync(folder, { recursive: true });
  });
});

/** Hands the seeded weights to h5py, which writes them in every layout. */
function writeLayouts(python: string, folder: string): void {
  if (mobilenetV2.kind !== "network") throw new Error("mobilenet-v2 is a network");
  const network = mobilenetV2.describe(224, "avg");
  const weights = seededWeights(0, network);
  const layers = kerasLayerOrder(network)
    .map(({ name, kind }) => ({
      layer: name,
      kind: kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      tensors: weightShapes(network).filter(({ layer }) => layer === name),
    }))
    .filter(({ tensors }) => tensors.length > 0);
  const values = layers.flatMap(({ tensors }) => tensors.map((tensor) => Buffer.from(weights.read(tensor).buffer)));
  writeFileSync(join(folder, "tensors.bin"), Buffer.concat(values));
  const script = fileURLToPath(new URL("kerasLayouts.py", import.meta.url));
  execFileSync(python, [script, join(folder, "tensors.bin"), folder], { input: JSON.stringify(layers) });
}
