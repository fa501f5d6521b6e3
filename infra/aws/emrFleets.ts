import type { EmrCompute } from "../../config/compute/emr.ts";

export interface EmrFleets {
  /** On demand, always: they hold the Spark driver and HDFS. */
  readonly core: number;
  readonly task: number;
  readonly taskMarket: "spot" | "on-demand";
}

/**
 * How many nodes of each kind. The cluster has its largest size from the start: the price of a batch is nodes × time
 * either way, and managed scaling cannot see a cluster without a way to the internet (decision 0071).
 */
export function emrFleets({ min, max, onDemand, spot }: EmrCompute["workers"]): EmrFleets {
  const workers = Math.max(min, max ?? min);
  const core = spot ? Math.min(onDemand, workers) : Math.min(min, workers);
  return { core, task: workers - core, taskMarket: spot ? "spot" : "on-demand" };
}
