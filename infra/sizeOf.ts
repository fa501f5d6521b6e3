import { type NodeType, nodeTypeNamed } from "../config/nodeTypes.ts";
import { InputError } from "../job/contract/errors.ts";

/** Cores and memory of a node type. */
export function sizeOf(type: string): NodeType {
  const size = nodeTypeNamed(type);
  if (size !== undefined) return size;
  throw new InputError(
    `the node type ${type} is not known`,
    "choose one that `verger config explain compute.workers.type` lists",
  );
}
