import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate.js";
import { type Input, type Output, type Resource } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";

export interface InstanceTemplateArgs {
  readonly stack: AwsStack;
  readonly imageId: string;
  readonly instanceType: string;
  readonly diskGiB: number;
  readonly keyArn?: Input<string> | undefined;
  readonly instanceProfileArn: Input<string>;
  readonly securityGroupId: Input<string>;
  readonly userData: Output<string>;
}

/**
 * A launch template whose instances have an encrypted disk, IMDSv2 with one hop, no key pair, no public address
 * (their subnets give none), and vanish when they power off.
 */
export function instanceTemplate(part: string, args: InstanceTemplateArgs, parent: Resource): LaunchTemplate {
  const { stack } = args;
  const tags = { ...stack.tags, Name: named(stack, part) };
  return new LaunchTemplate(
    part,
    {
      name: named(stack, part),
      imageId: args.imageId,
      instanceType: args.instanceType,
      instanceInitiatedShutdownBehavior: "terminate",
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            encrypted: "true",
            ...(args.keyArn !== undefined && { kmsKeyId: args.keyArn }),
            volumeType: "gp3",
            volumeSize: args.diskGiB,
            deleteOnTermination: "true",
          },
        },
      ],
      iamInstanceProfile: { arn: args.instanceProfileArn },
      vpcSecurityGroupIds: [args.securityGroupId],
      userData: args.userData.apply((text) => Buffer.from(text).toString("base64")),
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
      updateDefaultVersion: true,
      tags,
    },
    // A newer Amazon Linux must not replace instances in the middle of a job.
    { parent, ignoreChanges: ["imageId"] },
  );
}
