import { Dataset, type File, Group } from "h5wasm/node";

/** The tensors a weights file holds, layer by layer, in the file's own order. */
export type H5Inventory = ReadonlyMap<string, readonly H5Tensor[]>;

export interface H5Tensor {
  /** Where in the file. */
  readonly path: string;
  /** Keras's name (`kernel`, `gamma`, …), or the place in `layer.weights` (`0`, `1`, …) where the layout keeps no name. */
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Reads what is in a file in any of Keras's layouts: weights saved by Keras 2 (`layer_names` and `weight_names`
 * attributes), the same inside a saved model (`model_weights`), a backbone nested in another model, or Keras 3's
 * `.weights.h5` (`…/vars/0`). Empty when it is none of them.
 */
export function h5Inventory(file: File): H5Inventory {
  const saved = file.get("model_weights");
  const root = isGroup(saved) ? saved : file;
  return namesAttribute(root, "layer_names").length > 0 ? namedLayers(root) : numberedVariables(file);
}

/** Keras 2 and Keras 3's `.h5`. A nested backbone is one "layer" whose weights carry their own layer's name. */
function namedLayers(root: Group): H5Inventory {
  const inventory = new Map<string, H5Tensor[]>();
  for (const groupName of namesAttribute(root, "layer_names")) {
    const group = root.get(groupName);
    if (!isGroup(group)) continue;
    const weightNames = namesAttribute(group, "weight_names");
    const owners = new Set(weightNames.map(ownerOf));
    for (const weightName of weightNames) {
      const dataset = group.get(weightName);
      if (!isDataset(dataset)) continue;
      const owner = owners.size > 1 ? (ownerOf(weightName) ?? groupName) : groupName;
      append(inventory, owner, dataset, lastSegment(weightName).replace(/:\d+$/, ""));
    }
  }
  return inventory;
}

/** Keras 3's `.weights.h5`: variables by number, in groups named after the layer's class, with its name as attribute. */
function numberedVariables(file: File): H5Inventory {
  const inventory = new Map<string, H5Tensor[]>();
  const visit = (group: Group, name: string) => {
    for (const key of group.keys().sort(byNumber)) {
      const child = group.get(key);
      if (isGroup(child)) visit(child, key === "vars" ? (textAttribute(child, "name") ?? name) : key);
      else if (isDataset(child) && lastSegment(group.path) === "vars") append(inventory, name, child, key);
    }
  };
  visit(file, "");
  return inventory;
}

function append(inventory: Map<string, H5Tensor[]>, layer: string, { path, shape }: Dataset, name: string): void {
  const tensors = inventory.get(layer) ?? [];
  tensors.push({ path, name, shape: shape ?? [] });
  inventory.set(layer, tensors);
}

/** Long lists are spread over `layer_names0`, `layer_names1`, … as an attribute holds 64 kB. */
function namesAttribute(group: Group, name: string): string[] {
  const { attrs } = group;
  const parts = name in attrs ? [name] : [];
  for (let part = 0; `${name}${part}` in attrs; part++) parts.push(`${name}${part}`);
  return parts.flatMap((part) => {
    const value = attrs[part]?.value;
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  });
}

function textAttribute(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === "string" ? value : undefined;
}

const lastSegment = (path: string) => path.split("/").at(-1) ?? "";
/** `block_1_expand/kernel:0` → `block_1_expand`. */
const ownerOf = (weightName: string) => weightName.split("/").at(-2);
const byNumber = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

type Entity = ReturnType<Group["get"]>;
const isGroup = (entity: Entity): entity is Group => entity instanceof Group;
const isDataset = (entity: Entity): entity is Dataset => entity instanceof Dataset;
