import { Cluster } from "@pulumi/aws/emr/cluster.js";
import { InstanceFleet } from "@pulumi/aws/emr/instanceFleet.js";
import { SecurityConfiguration } from "@pulumi/aws/emr/securityConfiguration.js";
import type { input } from "@pulumi/aws/types/index.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
  all,
  interpolate,
  output,
} from "@pulumi/pulumi";
import type { EmrCompute } from "../../config/compute/emr.ts";
import { jupyterNotebook } from "../notebooks/resultsNotebook.ts";
import { minutesOf, nodeHome, nodeScript, type NodeScriptName } from "../nodeScripts.ts";
import { emrManagedTag } from "../resourceTags.ts";
import type { NodeSize } from "../spark/executorLayout.ts";
import { type AwsStack, named } from "./awsStack.ts";
import { storageLayout } from "../storageLayout.ts";
import { emrConfigurations } from "./emrConfigurations.ts";
import { emrFleets } from "./emrFleets.ts";
import { emrSecurityConfiguration } from "./emrSecurityConfiguration.ts";
import type { EmrSecurityGroups } from "./emrSecurityGroups.ts";
import type { IsolatedNetwork } from "./isolatedNetwork.ts";
import type { Storage } from "./storage.ts";

export interface EmrClusterArgs {
  readonly stack: AwsStack;
  readonly compute: EmrCompute;
  /** Cores and memory of the worker's node type. */
  readonly workerSize: NodeSize;
  readonly idleMinutes: number;
  /** What is installed for notebooks: JupyterHub with Livy, or Livy alone for those in Studio. */
  readonly notebook: "jupyterhub" | "sagemaker" | undefined;
  readonly storage: Storage;
  readonly network: IsolatedNetwork;
  readonly securityGroups: EmrSecurityGroups;
  /** What must stand before the cluster, and until after it is gone: permissions, ways, groups. */
  readonly after: readonly Resource[];
  readonly serviceRoleArn: Input<string>;
  readonly instanceProfileArn: Input<string>;
  readonly diskKeyArn: Output<string>;
  readonly bucketKeyArn?: Output<string> | undefined;
}

/** A Spark cluster on EMR that starts its own power-off timer before anything else. */
export class EmrCluster extends ComponentResource {
  readonly id: Output<string>;
  readonly #args: EmrClusterArgs;

  constructor(name: string, args: EmrClusterArgs, options?: ComponentResourceOptions) {
    super("verger:aws:EmrCluster", name, {}, options);
    this.#args = args;
    const { stack, compute, securityGroups, storage } = args;
    const jupyterHub = args.notebook === "jupyterhub";
    const fleets = emrFleets(compute.workers);
    const child = { parent: this };

    const security = new SecurityConfiguration(
      name,
      {
        name: named(stack, "emr"),
        configuration: all([args.diskKeyArn, output(args.bucketKeyArn)]).apply(([disk, bucket]) =>
          JSON.stringify(emrSecurityConfiguration(disk, bucket)),
        ),
      },
      child,
    );
    const cluster = new Cluster(
      name,
      {
        name: named(stack),
        releaseLabel: compute.release,
        applications: [
          "Hadoop",
          "Spark",
          ...(jupyterHub ? ["JupyterHub"] : []),
          ...(args.notebook === undefined ? [] : ["Livy"]),
        ],
        configurationsJson: storage.bucket.apply((bucket) =>
          JSON.stringify(
            emrConfigurations(args.workerSize, fleets.core + fleets.task, jupyterHub ? bucket : undefined),
          ),
        ),
        serviceRole: args.serviceRoleArn,
        securityConfiguration: security.name,
        ec2Attributes: {
          instanceProfile: args.instanceProfileArn,
          subnetIds: [...args.network.subnetIds],
          emrManagedMasterSecurityGroup: securityGroups.primary,
          emrManagedSlaveSecurityGroup: securityGroups.workers,
          serviceAccessSecurityGroup: securityGroups.serviceAccess,
        },
        masterInstanceFleet: {
          name: "primary",
          targetOnDemandCapacity: 1,
          instanceTypeConfigs: [nodes(compute.primary)],
        },
        coreInstanceFleet: {
          name: "core",
          targetOnDemandCapacity: fleets.core,
          instanceTypeConfigs: [nodes(compute.workers)],
        },
        bootstrapActions: this.#bootstrapActions(),
        logUri: interpolate`s3://${storage.bucket}/${storageLayout.logs}emr/`,
        // Ends an idle cluster where the network lets EMR see it; the idle watch on the primary does in any case.
        autoTerminationPolicy: { idleTimeout: args.idleMinutes * 60 },
        ebsRootVolumeSize: 15,
        keepJobFlowAliveWhenNoSteps: true,
        stepConcurrencyLevel: 1,
        terminationProtection: false,
        unhealthyNodeReplacement: true,
        visibleToAllUsers: true,
        tags: { ...stack.tags, Name: named(stack), [emrManagedTag]: "true" },
      },
      // Never two clusters at once: the second would be paid for beside the first.
      { ...child, dependsOn: [...args.after], deleteBeforeReplace: true, customTimeouts: { create: "30m" } },
    );
    if (jupyterHub) storage.uploadText("verger-results.ipynb", notebookKey, jupyterNotebook);
    if (fleets.task > 0) this.#taskFleet(cluster.id, fleets.task, fleets.taskMarket);

    this.id = cluster.id;
    this.registerOutputs({ id: cluster.id });
  }

  /** What every node runs at boot, in this order: the timer comes before anything that can fail. */
  #bootstrapActions(): input.emr.ClusterBootstrapAction[] {
    const { stack, storage, idleMinutes } = this.#args;
    const { bundle, maxHours } = stack.context;
    const action = (name: string, script: NodeScriptName, args: Input<string>[]) => ({
      name,
      path: storage.uploadScript(script, nodeScript(script)),
      args,
    });
    return [
      action("power-off timer", "power-off-timer.sh", [String(minutesOf(maxHours))]),
      action("job bundle", "install-bundle.sh", [storage.bundleUri, bundle.sha256, nodeHome]),
      action("idle watch", "idle-watch.sh", ["install", String(idleMinutes), "yarn"]),
    ];
  }

  #taskFleet(clusterId: Output<string>, target: number, market: "spot" | "on-demand"): void {
    const { workers } = this.#args.compute;
    new InstanceFleet(
      "task",
      {
        clusterId,
        name: "task",
        instanceTypeConfigs: [nodes(workers)],
        ...(market === "spot"
          ? {
              targetSpotCapacity: target,
              launchSpecifications: {
                spotSpecifications: [
                  {
                    allocationStrategy: "capacity-optimized",
                    timeoutAction: "SWITCH_TO_ON_DEMAND",
                    timeoutDurationMinutes: 10,
                  },
                ],
              },
            }
          : { targetOnDemandCapacity: target }),
      },
      { parent: this },
    );
  }
}

/** JupyterHub on EMR gives each user a folder; `jovyan` is its first one. */
const notebookKey = `${storageLayout.notebooks}jovyan/verger-results.ipynb`;

interface NodeGroup {
  readonly type: string;
  readonly diskGiB: number;
}

function nodes({ type, diskGiB }: NodeGroup): input.emr.InstanceFleetInstanceTypeConfig {
  return {
    instanceType: type,
    weightedCapacity: 1,
    ebsConfigs: [{ size: diskGiB, type: "gp3", volumesPerInstance: 1 }],
  };
}
