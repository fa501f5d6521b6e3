import type { input } from "@pulumi/databricks/types/index.js";
import type { Input } from "@pulumi/pulumi";
import type { DatabricksCompute } from "../../config/compute/databricks.ts";
import { nodeHome } from "../nodeScripts.ts";
import { pictureSettings } from "../spark/sparkSettings.ts";

export interface JobClusterArgs {
  readonly compute: DatabricksCompute;
  readonly cloud: "aws" | "azure";
  readonly sparkVersion: Input<string>;
  readonly policyId: Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly initScript: Input<string>;
  readonly bundle: Input<string>;
  readonly bundleSha256: string;
  /** Volume folder for the cluster's logs. */
  readonly logs: Input<string>;
}

/** The cluster a run gets and loses with it: driver on demand, spot workers with fallback, dedicated access. */
export function jobCluster(args: JobClusterArgs): input.JobJobClusterNewCluster {
  const { compute, tags } = args;
  const { workers, driver } = compute;
  return {
    sparkVersion: args.sparkVersion,
    policyId: args.policyId,
    nodeTypeId: workers.type,
    driverNodeTypeId: driver.type,
    ...size(workers),
    ...market(args),
    dataSecurityMode: "SINGLE_USER",
    runtimeEngine: "STANDARD",
    enableElasticDisk: false,
    sparkConf: {
      ...pictureSettings,
      "spark.sql.execution.arrow.maxBytesPerBatch": "33554432",
    },
    sparkEnvVars: {
      VERGER_HOME: nodeHome,
      VERGER_BUNDLE: args.bundle,
      VERGER_BUNDLE_SHA256: args.bundleSha256,
      MALLOC_ARENA_MAX: "2",
    },
    initScripts: [{ volumes: { destination: args.initScript } }],
    clusterLogConf: { volumes: { destination: args.logs } },
    customTags: { ...tags },
  };
}

function size({ min, max }: DatabricksCompute["workers"]): Partial<input.JobJobClusterNewCluster> {
  return max === undefined || max <= min ? { numWorkers: min } : { autoscale: { minWorkers: min, maxWorkers: max } };
}

function market({ compute, cloud }: JobClusterArgs): Partial<input.JobJobClusterNewCluster> {
  const { spot } = compute.workers;
  if (cloud === "azure")
    return {
      azureAttributes: {
        availability: spot ? "SPOT_WITH_FALLBACK_AZURE" : "ON_DEMAND_AZURE",
        firstOnDemand: 1,
        spotBidMaxPrice: -1,
      },
    };
  return {
    awsAttributes: {
      availability: spot ? "SPOT_WITH_FALLBACK" : "ON_DEMAND",
      firstOnDemand: 1,
      zoneId: "auto",
      ...("diskGiB" in compute && {
        ebsVolumeType: "GENERAL_PURPOSE_SSD",
        ebsVolumeCount: 1,
        ebsVolumeSize: compute.diskGiB,
      }),
    },
  };
}
