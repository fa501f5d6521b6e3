import { Fleet } from "@pulumi/aws/ec2/fleet.js";
import type { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
  all,
  interpolate,
} from "@pulumi/pulumi";
import type { Ec2Compute } from "../../config/compute/ec2.ts";
import { deadline } from "../deadline.ts";
import { sizeOf } from "../sizeOf.ts";
import { type AwsStack, named } from "./awsStack.ts";
import { ec2UserData } from "./ec2UserData.ts";
import { instanceTemplate } from "./instanceTemplate.ts";
import type { IsolatedNetwork } from "./isolatedNetwork.ts";
import type { Storage } from "./storage.ts";
import { vpcCidr } from "./subnetPlan.ts";

export interface Ec2FleetsArgs {
  readonly stack: AwsStack;
  readonly compute: Ec2Compute;
  readonly idleMinutes: number;
  readonly imageId: string;
  readonly storage: Storage;
  readonly network: IsolatedNetwork;
  readonly instanceProfileArn: Input<string>;
  readonly keyArn?: Output<string> | undefined;
  /** What must stand before the instances, and until after they are gone. */
  readonly after: readonly Resource[];
}

export const primaryPart = "primary";

/**
 * One instance that runs the job, and further ones for standalone Spark when asked. Each fleet is asked for once and
 * never refilled, and carries its own end: AWS terminates its instances at `validUntil`, a moment that is part of the
 * request that starts them (decision 0072).
 */
export class Ec2Fleets extends ComponentResource {
  readonly primaryFleetId: Output<string>;
  /** When everything ends at the latest, in UTC. */
  readonly endsAt: Output<string>;
  readonly #args: Ec2FleetsArgs;
  readonly #groupId: Output<string>;

  constructor(name: string, args: Ec2FleetsArgs, options?: ComponentResourceOptions) {
    super("verger:aws:Ec2Fleets", name, {}, options);
    this.#args = args;
    const { stack, compute } = args;
    const { primary, workers } = compute;
    this.#groupId = this.#nodeGroup();

    const primaryTemplate = this.#template(primaryPart, workers.count === 0 ? "alone" : "primary", primary);
    const workerType = workers.type ?? primary.type;
    const workerTemplate =
      workers.count === 0
        ? undefined
        : this.#template("worker", "worker", { type: workerType, diskGiB: workers.diskGiB });

    const templates = workerTemplate === undefined ? [primaryTemplate] : [primaryTemplate, workerTemplate];
    this.endsAt = deadline(
      "deadline",
      stack.context.maxHours,
      templates.map(({ id, latestVersion }) => interpolate`${id}:${latestVersion}`),
      { parent: this, dependsOn: args.after },
    );
    this.primaryFleetId = this.#fleet(primaryPart, primaryTemplate, primary.type, 1, "on-demand").id;
    if (workerTemplate !== undefined)
      this.#fleet("worker", workerTemplate, workerType, workers.count, workers.spot ? "spot" : "on-demand");
    this.registerOutputs({ primaryFleetId: this.primaryFleetId, endsAt: this.endsAt });
  }

  /** Nodes talk to each other, to S3 and to the interface endpoints. */
  #nodeGroup(): Output<string> {
    const { network, stack } = this.#args;
    const group = network.securityGroup("nodes", "EC2 nodes of the job", this);
    const child = { parent: this };
    const among = { securityGroupId: group.id, referencedSecurityGroupId: group.id, ipProtocol: "-1" };
    new SecurityGroupIngressRule("among-nodes", { ...among, tags: stack.tags }, child);
    new SecurityGroupEgressRule("among-nodes", { ...among, tags: stack.tags }, child);
    new SecurityGroupEgressRule(
      "nodes-to-endpoints",
      {
        securityGroupId: group.id,
        cidrIpv4: vpcCidr,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: "Interface endpoints in the network",
        tags: stack.tags,
      },
      child,
    );
    return group.id;
  }

  #template(
    name: string,
    part: "alone" | "primary" | "worker",
    { type, diskGiB }: { readonly type: string; readonly diskGiB: number },
  ): LaunchTemplate {
    const { stack, storage, idleMinutes, imageId, instanceProfileArn, keyArn } = this.#args;
    const { maxHours, bundle } = stack.context;
    const size = sizeOf(type);
    const userData = all([storage.bucket, storage.bundleUri]).apply(([bucket, bundleUri]) =>
      ec2UserData({ bucket, bundleUri, bundleSha256: bundle.sha256, maxHours, idleMinutes, part, size }),
    );
    return instanceTemplate(
      name,
      {
        stack,
        imageId,
        instanceType: type,
        diskGiB,
        keyArn,
        instanceProfileArn,
        userData,
        securityGroupId: this.#groupId,
      },
      this,
    );
  }

  #fleet(
    part: string,
    template: LaunchTemplate,
    instanceType: string,
    count: number,
    market: "spot" | "on-demand",
  ): Fleet {
    const { stack, network, after } = this.#args;
    return new Fleet(
      part,
      {
        type: "request",
        launchTemplateConfigs: [
          {
            launchTemplateSpecification: {
              launchTemplateId: template.id,
              version: interpolate`${template.latestVersion}`,
            },
            overrides: network.subnetIds.map((subnetId) => ({ instanceType, subnetId })),
          },
        ],
        targetCapacitySpecification: { totalTargetCapacity: count, defaultTargetCapacityType: market },
        ...(market === "spot" && {
          spotOptions: { allocationStrategy: "capacity-optimized", instanceInterruptionBehavior: "terminate" },
        }),
        validUntil: interpolate`${this.endsAt}Z`,
        terminateInstancesWithExpiration: true,
        terminateInstances: true,
        tags: { ...stack.tags, Name: named(stack, part) },
      },
      // Never two fleets at once: both would be paid for, and the job would find two primaries by name.
      { parent: this, dependsOn: [...after], deleteBeforeReplace: true },
    );
  }
}
