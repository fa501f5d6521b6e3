import { createHash } from "node:crypto";
import type { JobSpec } from "../contract/jobSpec.ts";
import { type ExtractorChoice, extractorDefinitions, extractorSettings } from "./extractors.ts";
import { featureCount } from "./networks/outputShapes.ts";
import { encodeModel } from "./onnx/encodeModel.ts";
import { inputName, lowerToOnnx, outputName } from "./onnx/lowerToOnnx.ts";
import type { PreparedModel } from "./preparedModel.ts";
import { preprocessings } from "./preprocessing.ts";
import { resolveWeights } from "./weights/resolveWeights.ts";
import type { OfficialWeightsContext } from "./weights/officialWeights.ts";

export type { PreparedModel } from "./preparedModel.ts";

/** What preparing a model needs of its surroundings: `{ ...weightsLocation(process.env), fetch, onProgress }`. */
export type PreparationContext = OfficialWeightsContext;

/** What of a job decides the features of a picture, but for its decoding and resizing. */
export type ModelChoice = ExtractorChoice & Pick<JobSpec, "weights">;

/**
 * Everything that happens once, before any picture: finds and checks the weights and lowers the network with them.
 * @throws WeightsUnavailableError when official weights are asked for and cannot be had here
 * @throws InputError when the size, the pooling, the weights or their file do not suit the extractor
 */
export async function prepareModel(choice: ModelChoice, context: PreparationContext): Promise<PreparedModel> {
  const { network: definition, preprocessing } = extractorDefinitions[choice.extractor];
  const { size, pooling } = extractorSettings(choice);
  if (definition === undefined) {
    const channels = choice.grey ? 1 : 3;
    return { kind: "pixels", inputSize: size, channels, dimension: size * size * channels };
  }
  const network = definition.describe(size, pooling);
  using weights = await resolveWeights(choice.weights, network, definition.officialFile(size, pooling), context);
  const onnx = encodeModel(lowerToOnnx(network, weights.source, preprocessings[preprocessing]));
  return {
    kind: "onnx",
    onnx,
    input: { name: inputName, type: "uint8", layout: "NHWC" },
    outputName,
    inputSize: size,
    dimension: featureCount(network),
    weights: { sha256: createHash("sha256").update(onnx).digest("hex"), ...weights.identity },
  };
}
