import { nodeHome } from "../nodeScripts.ts";
import { executorLayout, type NodeSize } from "../spark/executorLayout.ts";
import { sparkSettings } from "../spark/sparkSettings.ts";

/** A block of EMR's application configuration. */
export interface EmrConfiguration {
  readonly Classification: string;
  readonly Properties: Readonly<Record<string, string>>;
  readonly Configurations?: readonly EmrConfiguration[];
}

/**
 * Spark and YARN for `workers` equal nodes. The application master asks for a CORE node, so that the driver never
 * stands on a machine the spot market can take back. Source: EMR Release Guide, "Task configuration for node labels".
 */
export function emrConfigurations(
  node: NodeSize,
  workers: number,
  notebookBucket?: string,
): readonly EmrConfiguration[] {
  const layout = executorLayout(node);
  return [
    { Classification: "spark-defaults", Properties: { ...sparkSettings(layout, workers), ...nodeEnvironment } },
    {
      Classification: "yarn-site",
      Properties: {
        "yarn.nodemanager.resource.memory-mb": String(layout.yarnMB),
        "yarn.scheduler.maximum-allocation-mb": String(layout.yarnMB),
        "yarn.nodemanager.resource.cpu-vcores": String(node.cores),
        "yarn.node-labels.enabled": "true",
        "yarn.node-labels.am.default-node-label-expression": "CORE",
        "yarn.log-aggregation-enable": "true",
        "yarn.log-aggregation.retain-seconds": "86400",
        // Node and Python stand beside the JVM, inside the container's overhead: YARN must not end them for it.
        "yarn.nodemanager.vmem-check-enabled": "false",
      },
    },
    // Notebooks outlive the cluster: JupyterHub keeps them in the bucket.
    ...(notebookBucket === undefined
      ? []
      : [
          {
            Classification: "jupyter-s3-conf",
            Properties: { "s3.persistence.enabled": "true", "s3.persistence.bucket": notebookBucket },
          },
        ]),
  ];
}

const nodeEnvironment = {
  "spark.executorEnv.VERGER_HOME": nodeHome,
  "spark.yarn.appMasterEnv.VERGER_HOME": nodeHome,
  "spark.executorEnv.MALLOC_ARENA_MAX": "2",
};
