import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../contract/errors.ts";
import type { OnnxModel, PixelsModel, PreparedModel } from "../../features/preparedModel.ts";

const descriptionFile = "model.json";
const networkFile = "model.onnx";

/**
 * A prepared model as files: `model.json` and, for a network, `model.onnx`.
 * @throws InputError for models of TensorFlow.js
 */
export function modelFiles(model: PreparedModel): readonly { readonly name: string; readonly content: Uint8Array }[] {
  if (model.kind === "tfjs")
    throw new InputError("TensorFlow.js does not run on Spark.", "Leave the choice of inference engine out.");
  if (model.kind === "pixels") return [descriptionOf(model)];
  const { onnx, ...description } = model;
  return [descriptionOf(description), { name: networkFile, content: onnx }];
}

/** Writes the files of a model. */
export async function writeModel(folder: string, model: PreparedModel): Promise<void> {
  for (const { name, content } of modelFiles(model)) await writeFile(join(folder, name), content);
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
