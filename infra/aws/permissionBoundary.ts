import { Policy } from "@pulumi/aws/iam/policy.js";
import { ComponentResource, type ComponentResourceOptions, type Output, all } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { boundary } from "./policies/boundary.ts";

export interface PermissionBoundaryArgs {
  readonly stack: AwsStack;
  readonly bucket: Output<string>;
  readonly imagesBucket?: string | undefined;
  readonly instanceRole: string;
  readonly keyArn?: Output<string> | undefined;
}

/** The limit no role of the stack can pass, whatever is attached to it later. */
export class PermissionBoundary extends ComponentResource {
  readonly arn: Output<string>;

  constructor(name: string, args: PermissionBoundaryArgs, options?: ComponentResourceOptions) {
    super("verger:aws:PermissionBoundary", name, {}, options);
    const { stack, imagesBucket, instanceRole } = args;
    const keyArns = args.keyArn === undefined ? [] : [args.keyArn];
    const policy = new Policy(
      name,
      {
        name: named(stack, "boundary"),
        description: `The most any role of the Verger stack ${stack.context.stack} can do`,
        policy: all([args.bucket, all(keyArns)]).apply(([bucket, keys]) => {
          const buckets = imagesBucket === undefined ? [bucket] : [bucket, imagesBucket];
          return JSON.stringify(boundary({ place: stack.place, buckets, instanceRole, keyArns: keys }));
        }),
        tags: stack.tags,
      },
      { parent: this },
    );
    this.arn = policy.arn;
    this.registerOutputs({ arn: policy.arn });
  }
}
