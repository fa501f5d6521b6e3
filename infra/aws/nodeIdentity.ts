import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output, all, output } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { instancePolicy, sessionManagerPolicy } from "./policies/instancePolicy.ts";
import { trustService } from "./policies/policyDocument.ts";
import type { BucketFolder } from "./policies/s3Access.ts";
import { stackRole } from "./stackRole.ts";

export interface NodeIdentityArgs {
  readonly stack: AwsStack;
  readonly bucket: Output<string>;
  /** The images, when they are in a bucket that is not the stack's own. */
  readonly images?: BucketFolder | undefined;
  readonly ownImagesPrefix: string;
  /** The key of the bucket, when it is the stack's own. */
  readonly keyArn?: Output<string> | undefined;
  readonly boundaryArn: Input<string>;
  /** Whether nodes take commands through Systems Manager. */
  readonly sessionManager: boolean;
  /** Whether JupyterHub on the node keeps notebooks in the bucket. */
  readonly notebooks: boolean;
}

export const instanceRolePart = "node";

/** The role and profile a node has: it reads images and bundle, writes runs, adds logs. */
export class NodeIdentity extends ComponentResource {
  readonly profileArn: Output<string>;
  readonly roleName: string;

  constructor(name: string, args: NodeIdentityArgs, options?: ComponentResourceOptions) {
    super("verger:aws:NodeIdentity", name, {}, options);
    const { stack, boundaryArn } = args;
    const data = all([args.bucket, output(args.keyArn)]).apply(([bucket, keyArn]) => {
      const images = args.images ?? { bucket, prefix: args.ownImagesPrefix };
      return JSON.stringify(instancePolicy({ place: stack.place, bucket, images, notebooks: args.notebooks, keyArn }));
    });
    const role = stackRole(
      instanceRolePart,
      {
        stack,
        boundaryArn,
        trust: trustService("ec2.amazonaws.com"),
        description: "Nodes of a Verger stack: read images and bundle, write runs and logs",
        policies: { data, ...(args.sessionManager && { commands: JSON.stringify(sessionManagerPolicy()) }) },
      },
      this,
    );
    const profile = new InstanceProfile(
      name,
      { name: named(stack, instanceRolePart), role: role.name, tags: stack.tags },
      { parent: this },
    );
    this.profileArn = profile.arn;
    this.roleName = named(stack, instanceRolePart);
    this.registerOutputs({ profileArn: profile.arn });
  }
}
