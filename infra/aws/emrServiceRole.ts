import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { AwsStack } from "./awsStack.ts";
import { emrServiceManagedPolicy, emrServicePolicy } from "./policies/emrServicePolicy.ts";
import { trustService } from "./policies/policyDocument.ts";
import { stackRole } from "./stackRole.ts";

export interface EmrServiceRoleArgs {
  readonly stack: AwsStack;
  readonly instanceRole: string;
  readonly diskKeyArn: Output<string>;
  readonly boundaryArn: Input<string>;
}

/** The role EMR itself takes: its managed policy, and the hand-over of one role to nodes. */
export class EmrServiceRole extends ComponentResource {
  readonly arn: Output<string>;

  constructor(name: string, args: EmrServiceRoleArgs, options?: ComponentResourceOptions) {
    super("verger:aws:EmrServiceRole", name, {}, options);
    const { stack, instanceRole, boundaryArn } = args;
    const { partition, region, account } = stack.place;
    const role = stackRole(
      "emr",
      {
        stack,
        boundaryArn,
        description: "EMR on behalf of a Verger stack",
        trust: trustService("elasticmapreduce.amazonaws.com", {
          account,
          sourceArn: `arn:${partition}:elasticmapreduce:${region}:${account}:*`,
        }),
        policies: {
          nodes: args.diskKeyArn.apply((keyArn) => JSON.stringify(emrServicePolicy(stack.place, instanceRole, keyArn))),
        },
        managedPolicyArn: emrServiceManagedPolicy(stack.place),
      },
      this,
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: role.arn });
  }
}
