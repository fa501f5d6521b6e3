import { getParameter } from "@pulumi/aws/ssm/getParameter.js";
import { interpolate, output } from "@pulumi/pulumi";
import type { Ec2Compute } from "../../config/compute/ec2.ts";
import { interfaceEndpoints } from "../../config/interfaceEndpoints.ts";
import type { Architecture } from "../../config/nodeTypes.ts";
import type { AwsSettings } from "../../config/settings.ts";
import { sizeOf } from "../sizeOf.ts";
import { type AwsStack, named } from "./awsStack.ts";
import { storageLayout } from "../storageLayout.ts";
import { Ec2Fleets, primaryPart } from "./ec2Fleets.ts";
import type { Foundations } from "./foundations.ts";
import { imagesElsewhere } from "./imagesFolder.ts";
import { IsolatedNetwork } from "./isolatedNetwork.ts";
import { NodeIdentity } from "./nodeIdentity.ts";
import type { Platform } from "./platform.ts";

/** Network with the endpoints of Systems Manager, the nodes' role, and fleets that carry their own end. */
export async function deployEc2(
  settings: AwsSettings,
  compute: Ec2Compute,
  foundations: Foundations,
): Promise<Platform> {
  const { stack, storage, boundary, keyArn, bucketKeyArn } = foundations;
  const options = { provider: stack.provider };
  const images = imagesElsewhere(settings);
  const { region } = stack.place;

  const network = new IsolatedNetwork(
    "network",
    {
      stack,
      bucket: storage.bucket,
      bucketArn: storage.arn,
      imagesBucket: images?.bucket,
      emr: false,
      interfaceEndpoints: interfaceEndpoints(settings),
    },
    options,
  );
  const node = new NodeIdentity(
    "node",
    {
      stack,
      images,
      bucket: storage.bucket,
      boundaryArn: boundary.arn,
      ownImagesPrefix: storageLayout.images,
      keyArn: bucketKeyArn,
      sessionManager: true,
      notebooks: false,
    },
    options,
  );
  const fleets = new Ec2Fleets(
    "fleets",
    {
      stack,
      compute,
      storage,
      network,
      keyArn,
      idleMinutes: settings.limits.idleMinutes,
      imageId: await amazonLinux(stack, sizeOf(compute.primary.type).architecture),
      instanceProfileArn: node.profileArn,
      after: [boundary, node, network, storage],
    },
    options,
  );
  return {
    computeId: fleets.primaryFleetId,
    consoleUrl: interpolate`https://${region}.console.aws.amazon.com/ec2/home?region=${region}#FleetDetails:fleetId=${fleets.primaryFleetId}`,
    sparkUi:
      compute.workers.count === 0
        ? undefined
        : interpolate`port 8080 of ${named(stack, primaryPart)}, forwarded through Systems Manager`,
    endsAt: interpolate`${fleets.endsAt}Z`,
    ready: [fleets],
    target: output({
      platform: "ec2" as const,
      primaryName: named(stack, primaryPart),
      workers: compute.workers.count,
    }),
  };
}

/** The newest Amazon Linux 2023 of the region, which carries the SSM agent and the AWS command line. */
async function amazonLinux({ provider }: AwsStack, architecture: Architecture): Promise<string> {
  const machine = architecture === "arm64" ? "arm64" : "x86_64";
  const name = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${machine}`;
  const { insecureValue } = await getParameter({ name }, { provider });
  return insecureValue;
}
