import { ClusterPolicy } from "@pulumi/databricks/clusterPolicy.js";
import { getSparkVersionOutput } from "@pulumi/databricks/getSparkVersion.js";
import { Job } from "@pulumi/databricks/job.js";
import type { Provider } from "@pulumi/databricks/provider.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import type { DatabricksCompute } from "../../config/compute/databricks.ts";
import type { DeployContext } from "../deployContext.ts";
import { stackName } from "../names.ts";
import { nodeHome } from "../nodeScripts.ts";
import { clusterPolicy } from "./clusterPolicy.ts";
import { jobCluster } from "./jobCluster.ts";
import { sparkVersionOf } from "./runtimes.ts";

export interface SparkJobArgs {
  readonly context: DeployContext;
  readonly compute: DatabricksCompute;
  readonly cloud: "aws" | "azure";
  readonly tags: Readonly<Record<string, string>>;
  /** The workspace's provider. */
  readonly provider: Provider;
  readonly owner: string | undefined;
  readonly initScript: Input<string>;
  readonly bundle: Input<string>;
  readonly logs: Input<string>;
  readonly after: readonly Resource[];
}

/** Whole seconds of a duration in hours. */
const seconds = (hours: number): number => Math.floor(hours * 3600);

/**
 * The job and the policy its clusters obey. Databricks ends a run at `timeoutSeconds`, and its cluster with it: that,
 * and not a timer on nodes which it does not let power off, is the dead man's switch here.
 */
export class SparkJob extends ComponentResource {
  readonly id: Output<string>;
  readonly url: Output<string>;

  constructor(name: string, args: SparkJobArgs, options?: ComponentResourceOptions) {
    super("verger:databricks:SparkJob", name, {}, options);
    const { context, compute, cloud, tags, owner } = args;
    const { maxHours, bundle } = context;
    const policy = new ClusterPolicy(
      name,
      {
        name: stackName(context.stack),
        description: "Clusters of a Verger stack",
        definition: JSON.stringify(clusterPolicy({ compute, cloud, tags, maxHours })),
      },
      { parent: this },
    );
    const { id: sparkVersion } = getSparkVersionOutput(
      { longTermSupport: true, latest: true, sparkVersion: sparkVersionOf[compute.runtime] },
      { provider: args.provider, parent: this },
    );
    const job = new Job(
      name,
      {
        name: stackName(context.stack),
        description: `Features and a PCA of photographs, by Verger's stack ${context.stack}`,
        maxConcurrentRuns: 1,
        queue: { enabled: false },
        timeoutSeconds: seconds(maxHours),
        parameters: [{ name: "spec", default: "" }],
        jobClusters: [
          {
            jobClusterKey: "nodes",
            newCluster: jobCluster({
              compute,
              cloud,
              sparkVersion,
              policyId: policy.id,
              tags,
              initScript: args.initScript,
              bundle: args.bundle,
              bundleSha256: bundle.sha256,
              logs: args.logs,
            }),
          },
        ],
        tasks: [
          {
            taskKey: "featurize-and-pca",
            jobClusterKey: "nodes",
            timeoutSeconds: seconds(maxHours),
            maxRetries: 0,
            retryOnTimeout: false,
            sparkPythonTask: {
              pythonFile: `file:${nodeHome}/spark/driver.py`,
              parameters: ["--spec", "{{job.parameters.spec}}"],
            },
          },
        ],
        ...(owner !== undefined && { emailNotifications: { onFailures: [owner] } }),
        tags: { ...tags },
      },
      { parent: this, dependsOn: [...args.after] },
    );
    this.id = job.id;
    this.url = job.url;
    this.registerOutputs({ id: job.id });
  }
}
