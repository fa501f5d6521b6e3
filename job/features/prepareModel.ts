import { createHash } from "node:crypto";
import type { JobSpec } from "../contract/jobSpec.ts";
import { extractorDefinitions, inputSizeOf } from "./extractors.ts";
import type { ExtractorDefinition } from "./extractorDefinition.ts";
import type { Network } from "./networks/layer.ts";
import { encodeModel } from "./onnx/encodeModel.ts";
import { inputName, lowerToOnnx, outputName } from "./onnx/lowerToOnnx.ts";
import type { PreparedModel } from "./preparedModel.ts";
import { preprocessings } from "./preprocessing.ts";
import { resolveWeights } from "./weights/resolveWeights.ts";
import type { OfficialWeightsContext } from "./weights/officialWeights.ts";

export type { PreparedModel } from "./preparedModel.ts";

/** What preparing a model needs of its surroundings: `{ ...weightsLocation(process.env), fetch, onProgress }`. */
export type PreparationContext = OfficialWeightsContext;

/**
 * Everything that happens once, before any picture: finds and checks the weights and lowers the network with them.
 * @throws WeightsUnavailableError when official weights are asked for and cannot be had here
 * @throws InputError when the size, the weights or their file do not suit the extractor
 */
export async function prepareModel(
  spec: Pick<JobSpec, "extractor" | "weights" | "size">,
  context: PreparationContext,
): Promise<PreparedModel> {
  const definition = extractorDefinitions[spec.extractor];
  const inputSize = inputSizeOf(spec.extractor, spec.size);
  const dimension = definition.dimension(inputSize);
  if (definition.network === undefined) return { kind: "pixels", inputSize, dimension };
  return prepareNetwork(spec, definition, definition.network(inputSize), dimension, context);
}

async function prepareNetwork(
  spec: Pick<JobSpec, "extractor" | "weights">,
  definition: ExtractorDefinition,
  network: Network,
  dimension: number,
  context: PreparationContext,
): Promise<PreparedModel> {
  using weights = await resolveWeights(spec, network, context);
  const onnx = encodeModel(lowerToOnnx(network, weights.source, preprocessings[definition.preprocessing]));
  return {
    kind: "onnx",
    onnx,
    input: { name: inputName, type: "uint8", layout: "NHWC" },
    outputName,
    inputSize: network.inputSize,
    dimension,
    weights: { sha256: createHash("sha256").update(onnx).digest("hex"), ...weights.identity },
  };
}
