import { InputError } from "../../job/contract/errors.ts";

/** Resident memory of one task beside the JVM: a Node process with the network, and the Python that feeds it (MB). */
export const memoryPerTaskMB = 350 + 150;

/** JVM's own overhead in a container: metaspace, threads, buffers (MB). */
const jvmOverheadMB = 384;

const smallestHeapMB = 1024;

/** Driver: plans, merges statistics (1280² doubles are 13 MB each) and solves the PCA (MB). */
export const driverMB = { heap: 2048, overhead: 512 } as const;

export interface NodeSize {
  readonly cores: number;
  readonly memoryGiB: number;
}

export interface ExecutorLayout {
  /** What YARN may hand out on each node, in MB. */
  readonly yarnMB: number;
  readonly executorsPerNode: number;
  /** Tasks at once in an executor: one core, one Node process each. */
  readonly coresPerExecutor: number;
  readonly heapMB: number;
  readonly overheadMB: number;
}

/**
 * How a node's cores and memory are shared out: a task per core, each with a Node process beside the JVM, and room
 * for the driver on whichever node it lands. At most four cores an executor, so that a lost one costs little.
 */
export function executorLayout(node: NodeSize): ExecutorLayout {
  const yarnMB = Math.floor(node.memoryGiB * 1024 * 0.75);
  const coresPerExecutor = Math.min(4, node.cores);
  const executorsPerNode = Math.floor(node.cores / coresPerExecutor);
  const containerMB = Math.floor((yarnMB - driverMB.heap - driverMB.overhead) / executorsPerNode);
  const overheadMB = coresPerExecutor * memoryPerTaskMB + jvmOverheadMB;
  const heapMB = containerMB - overheadMB;
  if (heapMB < smallestHeapMB)
    throw new InputError(
      `a node with ${node.cores} cores and ${node.memoryGiB} GiB has no room for a task per core`,
      "choose a node type with at least 3 GiB of memory per core, such as m5.xlarge",
    );
  return { yarnMB, executorsPerNode, coresPerExecutor, heapMB, overheadMB };
}
