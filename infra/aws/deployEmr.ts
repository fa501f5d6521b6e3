import { interpolate, type Output } from "@pulumi/pulumi";
import type { EmrCompute } from "../../config/compute/emr.ts";
import { interfaceEndpoints } from "../../config/interfaceEndpoints.ts";
import type { AwsSettings } from "../../config/settings.ts";
import { sizeOf } from "../sizeOf.ts";
import { storageLayout } from "../storageLayout.ts";
import { EmrCluster } from "./emrCluster.ts";
import { EmrSecurityGroups } from "./emrSecurityGroups.ts";
import { EmrServiceRole } from "./emrServiceRole.ts";
import type { Foundations } from "./foundations.ts";
import { imagesElsewhere } from "./imagesFolder.ts";
import { IsolatedNetwork } from "./isolatedNetwork.ts";
import { NodeIdentity } from "./nodeIdentity.ts";
import type { Platform } from "./platform.ts";
import { Studio } from "./studio.ts";
import { ScheduledTermination } from "./scheduledTermination.ts";

/** Network, roles, cluster and its scheduled end. */
export function deployEmr(settings: AwsSettings, compute: EmrCompute, foundations: Foundations): Platform {
  const { stack, storage, boundary, bucketKeyArn } = foundations;
  const diskKeyArn = required(foundations.keyArn);
  const options = { provider: stack.provider };
  const images = imagesElsewhere(settings);
  const boundaryArn = boundary.arn;
  const notebooks = settings.notebook === "jupyterhub";
  const studio = settings.notebook === "sagemaker";

  const network = new IsolatedNetwork(
    "network",
    {
      stack,
      bucket: storage.bucket,
      bucketArn: storage.arn,
      imagesBucket: images?.bucket,
      emr: true,
      interfaceEndpoints: interfaceEndpoints(settings),
    },
    options,
  );
  const node = new NodeIdentity(
    "node",
    {
      stack,
      images,
      boundaryArn,
      bucket: storage.bucket,
      ownImagesPrefix: storageLayout.images,
      keyArn: bucketKeyArn,
      sessionManager: notebooks,
      notebooks,
    },
    options,
  );
  const service = new EmrServiceRole("emr", { stack, boundaryArn, diskKeyArn, instanceRole: node.roleName }, options);
  const securityGroups = new EmrSecurityGroups("emr-groups", { stack, network, endpoints: notebooks, studio }, options);
  const cluster = new EmrCluster(
    "cluster",
    {
      stack,
      compute,
      workerSize: sizeOf(compute.workers.type),
      idleMinutes: settings.limits.idleMinutes,
      notebook: notebooks ? "jupyterhub" : studio ? "sagemaker" : undefined,
      storage,
      network,
      securityGroups,
      after: [boundary, node, service, securityGroups, network, storage],
      serviceRoleArn: service.arn,
      instanceProfileArn: node.profileArn,
      diskKeyArn,
      bucketKeyArn,
    },
    options,
  );
  const termination = new ScheduledTermination("termination", { stack, boundaryArn, clusterId: cluster.id }, options);
  const studioDomain =
    securityGroups.studio &&
    new Studio(
      "studio",
      {
        stack,
        network,
        storage,
        bucketKeyArn,
        securityGroup: securityGroups.studio,
        clusterId: cluster.id,
        after: [network, securityGroups],
      },
      options,
    );
  const consoleUrl = emrConsole(stack.place.region, cluster.id);
  return {
    computeId: cluster.id,
    consoleUrl,
    sparkUi: interpolate`${consoleUrl} (Applications: Spark History Server; it outlives the cluster)`,
    studio: studioDomain?.url,
    endsAt: interpolate`${termination.at}Z`,
    ready: [termination],
    target: cluster.id.apply((clusterId) => ({ platform: "emr" as const, clusterId })),
  };
}

function emrConsole(region: string, clusterId: Output<string>): Output<string> {
  return interpolate`https://${region}.console.aws.amazon.com/emr/home?region=${region}#/clusterDetails/${clusterId}`;
}

function required(keyArn: Output<string> | undefined): Output<string> {
  if (keyArn === undefined) throw new TypeError("EMR's disks need the stack's key");
  return keyArn;
}
