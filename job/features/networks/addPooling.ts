import type { Pooling } from "../extractorDefinition.ts";
import type { NetworkBuilder } from "./networkBuilder.ts";

/** Ends a network as keras.applications does for `pooling="avg"` and `"max"`, or flattens its last feature map. */
export function addPooling(network: NetworkBuilder, pooling: Exclude<Pooling, "fc2">): void {
  const kinds = { avg: "globalAveragePooling2d", max: "globalMaxPooling2d", flatten: "flatten" } as const;
  network.add({ kind: kinds[pooling], name: `${pooling}_pool` });
}
