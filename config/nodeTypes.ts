import type { Cloud } from "./regions.ts";

export type Architecture = "x64" | "arm64";

/** A size of virtual machine. Cores are the provider's vCPUs (hyper-threads on x64, whole cores on arm64). */
export interface NodeType {
  readonly cloud: Cloud;
  readonly name: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly architecture: Architecture;
}

type Sizes = readonly (readonly [size: string, cores: number])[];

const awsSizes: Sizes = [
  ["xlarge", 4],
  ["2xlarge", 8],
  ["4xlarge", 16],
];

/** GiB of memory for each vCPU: 2 in the compute families, 4 in the general ones, 8 in the memory ones. */
const awsFamilies: readonly (readonly [family: string, memoryPerCore: number, architecture: Architecture])[] = [
  ["c5", 2, "x64"],
  ["c6i", 2, "x64"],
  ["c6g", 2, "arm64"],
  ["m5", 4, "x64"],
  ["m6i", 4, "x64"],
  ["m6g", 4, "arm64"],
  ["r5", 8, "x64"],
];

const azureTypes: readonly (readonly [name: string, cores: number, memoryGiB: number])[] = [
  ["Standard_D4s_v3", 4, 16],
  ["Standard_D8s_v3", 8, 32],
  ["Standard_D4s_v5", 4, 16],
  ["Standard_D8s_v5", 8, 32],
];

/** Every node type Verger can size a job for. Sources: the providers' own specification pages. */
export const nodeTypes: readonly NodeType[] = [
  ...awsFamilies.flatMap(([family, memoryPerCore, architecture]) =>
    awsSizes.map(([size, cores]): NodeType => ({
      cloud: "aws",
      name: `${family}.${size}`,
      cores,
      memoryGiB: cores * memoryPerCore,
      architecture,
    })),
  ),
  ...azureTypes.map(([name, cores, memoryGiB]): NodeType => ({
    cloud: "azure",
    name,
    cores,
    memoryGiB,
    architecture: "x64",
  })),
];

/** The node type of that name, or undefined. */
export function nodeTypeNamed(name: string): NodeType | undefined {
  return nodeTypes.find((type) => type.name === name);
}
