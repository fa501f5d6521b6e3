import { createHash } from "node:crypto";
import { InputError } from "../contract/errors.ts";
import type { JobSpec } from "../contract/jobSpec.ts";
import type { NetworkDefinition } from "./extractorDefinition.ts";
import { type ExtractorChoice, extractorDefinitions, inputSizeOf, poolingOf, refuseIdleOptions } from "./extractors.ts";
import { givenPreprocessing } from "./givenPreprocessing.ts";
import { featureCount } from "./networks/outputShapes.ts";
import { encodeModel } from "./onnx/encodeModel.ts";
import { halveKernels } from "./onnx/halveKernels.ts";
import { inputName, lowerToOnnx, outputName } from "./onnx/lowerToOnnx.ts";
import { readOnnxFile } from "./onnx/readOnnxFile.ts";
import type { PreparedModel } from "./preparedModel.ts";
import { preprocessings } from "./preprocessing.ts";
import { lowerToTfjs } from "./tfjs/lowerToTfjs.ts";
import type { OfficialWeightsContext } from "./weights/officialWeights.ts";
import { resolveWeights } from "./weights/resolveWeights.ts";

/** What preparing a model needs of its surroundings: `{ ...weightsLocation(process.env), fetch, onProgress }`. */
export type PreparationContext = OfficialWeightsContext;

export type { PreparedModel } from "./preparedModel.ts";

/** What of a job decides the features of a picture, but for its decoding and resizing. */
export type ModelChoice = ExtractorChoice & Pick<JobSpec, "weights" | "engine">;

/**
 * Everything that happens once, before any picture: finds and checks the weights and lowers the network with them.
 * @throws WeightsUnavailableError when official weights are asked for and cannot be had here
 * @throws InputError when the size, the pooling, the weights or their file do not suit the extractor
 */
export async function prepareModel(choice: ModelChoice, context: PreparationContext): Promise<PreparedModel> {
  const definition = extractorDefinitions[choice.extractor];
  const fromOnnx = choice.weights.toLowerCase().endsWith(".onnx");
  refuseIdleOptions(choice, definition.kind === "network" && fromOnnx ? "onnxFile" : definition.kind);
  const size = inputSizeOf(choice);
  if (definition.kind === "pixels") {
    const channels = choice.grey ? 1 : 3;
    return { kind: "pixels", inputSize: size, channels, dimension: size * size * channels };
  }
  if (fromOnnx) {
    if (choice.engine === "tfjs")
      throw new InputError(
        "engine: TensorFlow.js does not read .onnx files",
        "Take engine onnxruntime, or an .h5 file.",
      );
    const { size: askedSize, layout, output } = choice;
    return readOnnxFile(choice.weights, {
      size: askedSize,
      defaultSize: definition.defaultSize,
      layout: layout === undefined ? undefined : layouts[layout],
      output,
      preprocessing: {
        given: givenPreprocessing(choice),
        usual: definition.kind === "network" ? preprocessings[definition.preprocessing] : undefined,
      },
    });
  }
  if (definition.kind === "onnxFile")
    throw new InputError(`weights: extractor onnx cannot work with ${choice.weights}`, "Give weights YOUR_FILE.onnx.");
  return prepareNetwork(choice, definition, size, context);
}

const layouts = { nchw: "NCHW", nhwc: "NHWC" } as const;

async function prepareNetwork(
  choice: ModelChoice,
  definition: NetworkDefinition,
  size: number,
  context: PreparationContext,
): Promise<PreparedModel> {
  const pooling = poolingOf(choice, definition, size);
  const network = definition.describe(size, pooling);
  using weights = await resolveWeights(choice.weights, network, definition.officialFile(size, pooling), context);
  const preprocessing = givenPreprocessing(choice) ?? preprocessings[definition.preprocessing];
  const shape = { inputSize: size, dimension: featureCount(network) };
  if (choice.engine === "tfjs") {
    if (choice.halfWeights)
      throw new InputError(
        "halfWeights: only for onnxruntime, which bundles carry",
        "Leave halfWeights or engine out.",
      );
    const graph = lowerToTfjs(network, weights.source);
    const digest =
      weights.identity.sha256 ??
      sha256Of([...graph.weights.values()].flatMap(({ kernel, bias }) => [kernel.values, bias.values]));
    return { kind: "tfjs", graph, preprocessing, ...shape, weights: { ...weights.identity, sha256: digest } };
  }
  const lowered = lowerToOnnx(network, weights.source, preprocessing);
  const onnx = encodeModel(choice.halfWeights ? halveKernels(lowered) : lowered);
  const label = choice.halfWeights ? `${weights.identity.label}, kernels in half precision` : weights.identity.label;
  return {
    kind: "onnx",
    onnx,
    input: { name: inputName, type: "uint8", layout: "NHWC" },
    outputName,
    oneByOne: false,
    ...shape,
    weights: { ...weights.identity, label, sha256: weights.identity.sha256 ?? sha256Of([onnx]) },
  };
}

function sha256Of(parts: readonly (Uint8Array | Float32Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
