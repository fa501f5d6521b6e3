import type { DatabricksCompute } from "../../config/compute/databricks.ts";

export interface ClusterRules {
  readonly compute: DatabricksCompute;
  readonly maxHours: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly cloud: "aws" | "azure";
}

type PolicyElement = Readonly<Record<string, unknown>>;

/**
 * What a cluster made under the policy must look like: the stack's node types and sizes, dedicated access, its tags,
 * the driver on demand. Source: Databricks "Compute policy reference".
 */
export function clusterPolicy({ compute, tags, cloud }: ClusterRules): Record<string, PolicyElement> {
  const { workers, driver } = compute;
  const most = Math.max(workers.min, workers.max ?? workers.min);
  const attributes = cloud === "aws" ? "aws_attributes" : "azure_attributes";
  return {
    cluster_type: fixed("job"),
    data_security_mode: fixed("SINGLE_USER"),
    runtime_engine: fixed("STANDARD"),
    node_type_id: fixed(workers.type),
    driver_node_type_id: fixed(driver.type),
    num_workers: { type: "range", maxValue: most, isOptional: true },
    "autoscale.min_workers": { type: "range", maxValue: most, isOptional: true },
    "autoscale.max_workers": { type: "range", maxValue: most, isOptional: true },
    [`${attributes}.first_on_demand`]: { type: "range", minValue: 1 },
    instance_pool_id: { type: "forbidden" },
    ssh_public_keys: { type: "forbidden" },
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`custom_tags.${key}`, fixed(value)])),
  };
}

const fixed = (value: string): PolicyElement => ({ type: "fixed", value });
