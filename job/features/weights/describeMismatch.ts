import { InputError } from "../../contract/errors.ts";
import type { Network } from "../networks/layer.ts";
import { weightShapes } from "../networks/weightShapes.ts";
import type { H5Inventory } from "./h5Inventory.ts";
import { matchWeights, tensorKey, type WeightMatch } from "./matchWeights.ts";

const shown = 8;

/** Says what of a file does not fit a network, tensor by tensor, and which network it seems to be of. */
export function describeMismatch(
  path: string,
  network: Network,
  match: WeightMatch,
  inventory: H5Inventory,
  relatives: readonly Network[],
): InputError {
  if (inventory.size === 0)
    return new InputError(
      `${path} holds no weights in a layout of Keras`,
      "Save them with model.save_weights('name.weights.h5') or model.save('name.h5').",
    );
  const total = weightShapes(network).length;
  const architecture = 4 * match.misfits.length > total ? recognise(inventory, relatives) : undefined;
  const faults = match.misfits.map(({ tensor, actual }) => {
    const state = actual === undefined ? "missing" : shapeText(actual);
    return `${tensorKey(tensor)} is ${state}, expected ${shapeText(tensor.shape)}`;
  });
  const lines = faults.slice(0, shown).map((fault) => `  ${fault}`);
  if (faults.length > shown) lines.push(`  … and ${faults.length - shown} more`);
  const verdict = architecture === undefined ? "" : `; it looks like ${architecture}`;
  return new InputError(
    `${path}: ${faults.length} of the ${total} tensors of ${network.name} do not fit${verdict}\n${lines.join("\n")}`,
    architecture === undefined
      ? `Give weights of ${network.name}, or another extractor.`
      : `Give weights of ${network.name}, or the extractor these weights are of.`,
  );
}

const shapeText = (shape: readonly number[]) => (shape.length === 0 ? "a scalar" : shape.join(" × "));

/** Names of layers that only one family of keras.applications has. */
const telltales: readonly (readonly [layer: string, architecture: string])[] = [
  ["block5_conv4", "VGG19"],
  ["block5_conv3", "VGG16"],
  ["conv2_block1_preact_bn", "a ResNet V2"],
  ["conv4_block23_1_conv", "a ResNet deeper than ResNet50"],
  ["conv5_block3_3_conv", "ResNet50"],
  ["res5c_branch2c", "ResNet50 (of Keras before 2.2.5)"],
  ["block_16_project", "MobileNetV2, of another width than 1.0"],
  ["conv_pw_13", "MobileNet (V1)"],
  ["block14_sepconv2", "Xception"],
  ["stem_conv", "an EfficientNet"],
  ["mixed10", "InceptionV3"],
  ["conv5_block16_concat", "a DenseNet"],
];

function recognise(inventory: H5Inventory, relatives: readonly Network[]): string | undefined {
  const fitting = relatives.find((relative) => matchWeights(relative, inventory).misfits.length === 0);
  return fitting?.name ?? telltales.find(([layer]) => inventory.has(layer))?.[1];
}
