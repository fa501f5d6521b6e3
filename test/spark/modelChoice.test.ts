import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { JobSpec, type JobSpecInput } from "../../job/contract/jobSpec.ts";
import { modelChoice, refuseOtherModel } from "../../job/engines/spark/modelChoice.ts";
import { readModel, readModelChoice, writeModel } from "../../job/engines/spark/modelFolder.ts";

const choiceOf = (spec: JobSpecInput) => modelChoice(JobSpec.parse(spec));

/** A cluster computes with whatever model its bundle holds: the run would carry the name of another. */
it.each([
  [
    { extractor: "vgg16", pooling: "fc2" },
    {},
    /extractor is vgg16 for the job, mobilenet-v2 in the bundle; pooling is fc2/,
  ],
  [{}, { size: 96 }, /size is not given for the job, 96 in the bundle$/],
  [{ weights: "imagenet" }, { weights: "seeded" }, /weights is imagenet for the job, seeded:0 in the bundle/],
  [{ weights: "mine.h5" }, { weights: "yours.h5" }, /weights is mine\.h5 for the job, yours\.h5/],
] as const)("a job %o is refused a bundle of %o", (job, bundle, message) => {
  expect(() => refuseOtherModel(choiceOf(job), choiceOf(bundle))).toThrow(message);
});

it("says how to build the bundle the job needs", () => {
  const job = choiceOf({ extractor: "onnx", weights: "a.onnx", output: "flat", halfWeights: true });
  expect(() => refuseOtherModel(job, choiceOf({}))).toThrow(
    expect.objectContaining({
      hint: "Build it again: npx verger bundle build --extractor onnx --weights a.onnx --output flat --half-weights",
    }),
  );
});

it("takes a bundle of the same model, built from a file elsewhere", () => {
  const [job, bundle] = [choiceOf({ weights: "seeded" }), choiceOf({ weights: "seeded:0" })];
  expect(() => refuseOtherModel(job, bundle)).not.toThrow();
  const [here, there] = [choiceOf({ weights: "mine.h5" }), choiceOf({ weights: "models/mine.h5" })];
  expect(() => refuseOtherModel(here, there)).not.toThrow();
});

it("a model's folder keeps what it was prepared from", async () => {
  const folder = await mkdtemp(join(tmpdir(), "verger-model-"));
  try {
    const choice = choiceOf({ extractor: "pixels", size: 4, grey: true });
    const model = { kind: "pixels", inputSize: 4, channels: 1, dimension: 16 } as const;
    await writeModel(folder, model, choice);
    expect(await readModelChoice(folder)).toEqual(choice);
    expect(await readModel(folder)).toMatchObject(model);
  } finally {
    await rm(folder, { recursive: true });
  }
});
