import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { InputError } from "../../contract/errors.ts";
import type { OnnxModel } from "../preparedModel.ts";
import type { Preprocessing } from "../preprocessing.ts";
import { requireFile } from "../weights/requireFile.ts";
import { cutModel } from "./cutModel.ts";
import { featureOutput } from "./featureOutput.ts";
import { modelGraph } from "./modelGraph.ts";
import { openSession } from "./openSession.ts";
import { type OnnxFileChoice, pictureInput } from "./pictureInput.ts";
import { runPictures } from "./runPictures.ts";
import { statedPreprocessing } from "./statedPreprocessing.ts";

/** What of a job decides how an ONNX file is used. */
export interface OnnxFileUse extends Omit<OnnxFileChoice, "preprocessing"> {
  /** The value that holds the features; absent for the file's only output. */
  readonly output: string | undefined;
  /** What the job says of normalisation goes before what the file says, and that before the extractor's own. */
  readonly preprocessing: { readonly given: Preprocessing | undefined; readonly usual: Preprocessing | undefined };
}

/**
 * Takes a network from an ONNX file with one picture input: name, layout, type, size and normalisation are read from
 * it where it says them, the number of features from a trial run.
 * @throws InputError when it cannot serve as an extractor
 */
export async function readOnnxFile(path: string, use: OnnxFileUse): Promise<OnnxModel> {
  await requireFile(path);
  const file = await readFile(path);
  const { graph, session, onnx, outputName } = await openFile(path, file, use.output);
  try {
    const { given, usual } = use.preprocessing;
    const preprocessing = given ?? statedPreprocessing(graph.metadata, path) ?? usual;
    const choice = { ...use, preprocessing };
    const { input, inputSize, oneByOne } = pictureInput(session.inputMetadata, path, choice, graph.channelAxis);
    const blank = { width: inputSize, height: inputSize, data: new Uint8Array(inputSize * inputSize * 3) };
    const trial = await runPictures(session, { input, inputSize, outputName }, [blank]).catch((cause: unknown) => {
      throw new InputError(
        `${path} fails on a picture of ${inputSize} × ${inputSize} pixels (${firstLine(cause)})`,
        "Give the size it was made for, another output, or mend the model.",
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
        sha256: createHash("sha256").update(file).digest("hex"),
      },
    };
  } finally {
    await session.release();
  }
}

async function openFile(path: string, file: Uint8Array, output: string | undefined) {
  try {
    const graph = modelGraph(file);
    const outputName = featureOutput(graph, path, output);
    const onnx = output === undefined ? shared(file) : cutModel(file, graph, outputName);
    return { graph, outputName, onnx, session: await openSession(onnx) };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(
      `${path} is not a model that onnxruntime can open (${firstLine(cause)})`,
      "Give a whole .onnx file, with its weights inside it rather than in a .data file beside it.",
      { cause },
    );
  }
}

function shared(file: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const bytes = new Uint8Array(new SharedArrayBuffer(file.length));
  bytes.set(file);
  return bytes;
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split("\n")[0];
