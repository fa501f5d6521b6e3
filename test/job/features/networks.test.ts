import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { extractorDefinitions } from "../../../job/features/extractors.ts";
import { kerasLayerOrder } from "../../../job/features/networks/kerasLayerOrder.ts";
import { elementCount, weightShapes } from "../../../job/features/networks/weightShapes.ts";
import { goldenFolder } from "../../../tools/golden/runFeatureCase.ts";

const kerasLayers = z
  .record(z.string(), z.array(z.string()))
  .parse(JSON.parse(readFileSync(new URL("layers.json", goldenFolder), "utf8")));

describe.each([
  // Parameters as keras.applications documents them, without the top.
  ["mobilenet-v2", 2_257_984],
  ["vgg16", 14_714_688],
  ["resnet50", 23_587_712],
] as const)("%s", (name, parameters) => {
  const definition = extractorDefinitions[name];
  if (definition.kind !== "network") throw new Error(`${name} is a network`);
  const network = definition.describe(224, "avg");
  const tensors = weightShapes(network);

  test("has the layers of Keras's model, in the order of its weights files", () => {
    const weighted = new Set(tensors.map(({ layer }) => layer));
    const ours = kerasLayerOrder(network).filter((layer) => weighted.has(layer.name));
    expect(ours.map((layer) => layer.name)).toEqual(kerasLayers[name]);
  });

  test("has as many parameters", () => {
    expect(tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(parameters);
  });
});
