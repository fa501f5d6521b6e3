import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../contract/errors.ts";
import type { OnnxModel, PixelsModel, PreparedModel } from "../../features/preparedModel.ts";
import { ModelChoice } from "./modelChoice.ts";

const Described = z.object({ choice: ModelChoice });
const descriptionFile = "model.json";
const networkFile = "model.onnx";

interface ModelFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * A prepared model as files: `model.json`, with what it was prepared from, and for a network `model.onnx`.
 * @throws InputError for models of TensorFlow.js
 */
export function modelFiles(model: PreparedModel, choice: ModelChoice): readonly ModelFile[] {
  if (model.kind === "tfjs")
    throw new InputError("TensorFlow.js does not run on Spark.", "Leave the choice of inference engine out.");
  if (model.kind === "pixels") return [descriptionOf({ ...model, choice })];
  const { onnx, ...description } = model;
  return [descriptionOf({ ...description, choice }), { name: networkFile, content: onnx }];
}

/** Writes the files of a model. */
export async function writeModel(folder: string, model: PreparedModel, choice: ModelChoice): Promise<void> {
  for (const { name, content } of modelFiles(model, choice)) await writeFile(join(folder, name), content);
}

/** What the model of a folder was prepared from. */
export async function readModelChoice(folder: string): Promise<ModelChoice> {
  const { choice } = Described.parse(JSON.parse(await readFile(join(folder, descriptionFile), "utf8")));
  return choice;
}

/** Reads what `modelFiles` made. */
export async function readModel(folder: string): Promise<PreparedModel> {
  // Made by modelFiles of the same version: the folder travels with the program that reads it.
  const description = JSON.parse(await readFile(join(folder, descriptionFile), "utf8")) as
    | PixelsModel
    | Omit<OnnxModel, "onnx">;
  if (description.kind === "pixels") return description;
  const file = await readFile(join(folder, networkFile));
  const onnx = new Uint8Array(new SharedArrayBuffer(file.byteLength));
  onnx.set(file);
  return { ...description, onnx };
}

const descriptionOf = (description: object) => ({
  name: descriptionFile,
  content: Buffer.from(`${JSON.stringify(description, null, 2)}\n`),
});
