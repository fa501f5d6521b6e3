import { InputError } from "../../contract/errors.ts";
import type { ModelGraph } from "./modelGraph.ts";

/** Values told of beside the outputs, the last ones: features are found near the end. */
const shown = 6;

/**
 * The value of a model that holds the features: the one asked for, or its only output.
 * @throws InputError naming the valid choices
 */
export function featureOutput({ nodes, outputs }: ModelGraph, path: string, asked: string | undefined): string {
  const inner = nodes.flatMap((node) => node.outputs).filter((name) => name !== "" && !outputs.includes(name));
  const own = `${outputs.length === 1 ? "Its output is" : "Its outputs are"} ${outputs.join(", ")}`;
  if (asked !== undefined) {
    if (outputs.includes(asked) || inner.includes(asked)) return asked;
    const last = inner.length === 0 ? "" : `; the last values inside are ${inner.slice(-shown).join(", ")}`;
    throw new InputError(`output: ${path} has no value ${asked}`, `${own}${last}.`);
  }
  const [only, ...others] = outputs;
  if (only !== undefined && others.length === 0) return only;
  throw new InputError(
    `${path} has ${outputs.length} outputs (${outputs.join(", ")}) and does not say which one holds the features`,
    `Give output: ${outputs.join(" or ")}.`,
  );
}
