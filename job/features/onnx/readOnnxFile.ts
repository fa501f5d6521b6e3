import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { InputError } from "../../contract/errors.ts";
import type { OnnxModel } from "../preparedModel.ts";
import { requireFile } from "../weights/requireFile.ts";
import { openSession } from "./openSession.ts";
import { type OnnxFileChoice, pictureInput } from "./pictureInput.ts";
import { runPictures } from "./runPictures.ts";

/**
 * Takes a whole network from an ONNX file with one picture input: name, layout, type and size are read from it, the
 * number of features from a trial run. @throws InputError when it cannot serve as an extractor
 */
export async function readOnnxFile(path: string, choice: OnnxFileChoice): Promise<OnnxModel> {
  await requireFile(path);
  const bytes = await readFile(path);
  const onnx = new Uint8Array(new SharedArrayBuffer(bytes.length));
  onnx.set(bytes);
  const session = await openSession(onnx).catch((cause: unknown) => {
    throw new InputError(
      `${path} is not a model that onnxruntime can open (${firstLine(cause)})`,
      "Give a whole .onnx file, with its weights inside it rather than in a .data file beside it.",
      { cause },
    );
  });
  try {
    const { input, inputSize, oneByOne } = pictureInput(session.inputMetadata, path, choice);
    const outputName = session.outputNames[0] ?? "";
    const blank = { width: inputSize, height: inputSize, data: new Uint8Array(inputSize * inputSize * 3) };
    const trial = await runPictures(session, { input, inputSize, outputName }, [blank]).catch((cause: unknown) => {
      throw new InputError(
        `${path} fails on a picture of ${inputSize} × ${inputSize} pixels (${firstLine(cause)})`,
        "Give the size it was made for, or mend the model.",
        { cause },
      );
    });
    return {
      kind: "onnx",
      onnx,
      input,
      outputName,
      inputSize,
      oneByOne,
      dimension: trial.length,
      weights: {
        kind: "file",
        label: `${basename(path)} (output ${outputName})`,
        trained: true,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      },
    };
  } finally {
    await session.release();
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split("\n")[0];
