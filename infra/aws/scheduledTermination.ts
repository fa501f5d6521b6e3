import { Schedule } from "@pulumi/aws/scheduler/schedule.js";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output, interpolate } from "@pulumi/pulumi";
import { deadline } from "../deadline.ts";
import { longestName, stackName } from "../names.ts";
import type { AwsStack } from "./awsStack.ts";
import { trustService } from "./policies/policyDocument.ts";
import { schedulerPolicy } from "./policies/schedulerPolicy.ts";
import { stackRole } from "./stackRole.ts";

export interface ScheduledTerminationArgs {
  readonly stack: AwsStack;
  readonly clusterId: Output<string>;
  readonly boundaryArn: Input<string>;
}

/** One call, `maxHours` after the cluster is known, that terminates it: made by AWS, not by a laptop. */
export class ScheduledTermination extends ComponentResource {
  /** When everything ends at the latest, in UTC. */
  readonly at: Output<string>;

  constructor(name: string, args: ScheduledTerminationArgs, options?: ComponentResourceOptions) {
    super("verger:aws:ScheduledTermination", name, {}, options);
    const { stack, clusterId, boundaryArn } = args;
    const { context, place } = stack;
    const role = stackRole(
      "scheduler",
      {
        stack,
        boundaryArn,
        description: "Ends the EMR cluster of a Verger stack at its deadline",
        trust: trustService("scheduler.amazonaws.com", { account: place.account }),
        policies: { terminate: JSON.stringify(schedulerPolicy(place, context.stack)) },
      },
      this,
    );
    this.at = deadline("deadline", context.maxHours, [clusterId], { parent: this });
    new Schedule(
      name,
      {
        name: stackName(context.stack, ["termination"], longestName.schedule),
        description: `Terminates the EMR cluster of ${context.stack}`,
        scheduleExpression: interpolate`at(${this.at})`,
        scheduleExpressionTimezone: "UTC",
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: `arn:${place.partition}:scheduler:::aws-sdk:emr:terminateJobFlows`,
          roleArn: role.arn,
          input: clusterId.apply((id) => JSON.stringify({ JobFlowIds: [id] })),
          retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
        },
      },
      { parent: this },
    );
    this.registerOutputs({ at: this.at });
  }
}
