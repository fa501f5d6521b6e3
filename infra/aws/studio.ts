import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { Policy } from "@pulumi/aws/iam/policy.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { Domain } from "@pulumi/aws/sagemaker/domain.js";
import { UserProfile } from "@pulumi/aws/sagemaker/userProfile.js";
import { Command } from "@pulumi/command/local/command.js";
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
import { studioNotebook } from "../notebooks/resultsNotebook.ts";
import { storageLayout } from "../storageLayout.ts";
import { type StudioRequest, studioVariable } from "../studio/studioRequest.ts";
import { type AwsStack, named } from "./awsStack.ts";
import type { IsolatedNetwork } from "./isolatedNetwork.ts";
import { trustService } from "./policies/policyDocument.ts";
import { type StudioAccess, studioInstanceType, studioPolicy } from "./policies/studioPolicy.ts";
import { stackRole } from "./stackRole.ts";
import type { Storage } from "./storage.ts";

export interface StudioArgs {
  readonly stack: AwsStack;
  readonly network: IsolatedNetwork;
  readonly storage: Storage;
  /** What notebooks may reach: the cluster's Livy and the endpoints. */
  readonly securityGroup: SecurityGroup;
  readonly clusterId: Output<string>;
  readonly bucketKeyArn?: Output<string> | undefined;
  /** What must stand before the domain, and until after it is gone. */
  readonly after: readonly Resource[];
}

/**
 * A SageMaker Studio domain beside the cluster, without a way to the internet, for one user. SageMaker makes a file
 * system and two security groups for it that no program declares: the first goes with the domain, the others are
 * removed by `verger studio clear` when the domain is gone and before the network goes.
 */
export class Studio extends ComponentResource {
  readonly domainId: Output<string>;
  readonly url: Output<string>;
  readonly #args: StudioArgs;

  constructor(name: string, args: StudioArgs, options?: ComponentResourceOptions) {
    super("verger:aws:Studio", name, {}, options);
    this.#args = args;
    const { stack, network, storage } = args;
    const role = this.#executionRole(name);
    const groups = this.#atDestroy("clear", { vpcId: network.vpcId }, args.after);
    const domain = new Domain(
      name,
      {
        domainName: named(stack),
        authMode: "IAM",
        vpcId: network.vpcId,
        subnetIds: [...network.subnetIds],
        appNetworkAccessType: "VpcOnly",
        defaultUserSettings: {
          executionRole: role.arn,
          securityGroups: [args.securityGroup.id],
          autoMountHomeEfs: "Disabled",
          spaceStorageSettings: {
            defaultEbsStorageSettings: { defaultEbsVolumeSizeInGb: 5, maximumEbsVolumeSizeInGb: 5 },
          },
          jupyterLabAppSettings: {
            defaultResourceSpec: { instanceType: studioInstanceType },
            // Sixty minutes are the least that SageMaker takes.
            appLifecycleManagement: {
              idleSettings: {
                lifecycleManagement: "ENABLED",
                idleTimeoutInMinutes: 60,
                minIdleTimeoutInMinutes: 60,
                maxIdleTimeoutInMinutes: 60,
              },
            },
          },
        },
        retentionPolicy: { homeEfsFileSystem: "Delete" },
        tagPropagation: "ENABLED",
        tags: { ...stack.tags },
      },
      { parent: this, dependsOn: [...args.after, groups] },
    );
    const rights = new RolePolicy(
      "studio-notebooks",
      { name: "notebooks", role: role.name, policy: this.#document(domain.id) },
      { parent: this },
    );
    const profile = new UserProfile(
      name,
      { domainId: domain.id, userProfileName: this.#profile, tags: { ...stack.tags } },
      { parent: this, dependsOn: [rights] },
    );
    this.#atDestroy("close", { domainId: domain.id }, [profile]);
    storage.uploadTextOn(args.clusterId, "verger-studio.ipynb", notebookKey, studioNotebook, this);

    this.domainId = domain.id;
    this.url = interpolate`https://${stack.place.region}.console.aws.amazon.com/sagemaker/home?region=${stack.place.region}#/studio/open/${domain.id}/${profile.userProfileName}`;
    this.registerOutputs({ domainId: domain.id });
  }

  get #profile(): string {
    return named(this.#args.stack, "studio");
  }

  /** The role of every notebook: its limit is what it may do in any domain, its rights are those in this one. */
  #executionRole(name: string) {
    const { stack } = this.#args;
    const limit = new Policy(
      name,
      {
        name: named(stack, "studio"),
        description: `The most a notebook of the Verger stack ${stack.context.stack} can do`,
        policy: this.#document("*"),
        tags: stack.tags,
      },
      { parent: this },
    );
    const { account, region, partition } = stack.place;
    const sourceArn = `arn:${partition}:sagemaker:${region}:${account}:*`;
    return stackRole(
      "studio",
      {
        stack,
        boundaryArn: limit.arn,
        trust: trustService("sagemaker.amazonaws.com", { account, sourceArn }),
        description: "Notebooks in Studio: find the stack's cluster, read its results",
      },
      this,
    );
  }

  #document(domainId: Input<string>): Output<string> {
    const { stack, storage, bucketKeyArn } = this.#args;
    return all([storage.bucket, output(bucketKeyArn), domainId]).apply(([bucket, keyArn, id]) => {
      const access: StudioAccess = {
        place: stack.place,
        stack: stack.context.stack,
        domainId: id,
        profile: this.#profile,
        bucket,
        keyArn,
      };
      return JSON.stringify(studioPolicy(access));
    });
  }

  /** Something to do when this is destroyed, before what it depends on goes. */
  #atDestroy(
    verb: "close" | "clear",
    subject: { readonly [key in "domainId" | "vpcId"]?: Output<string> },
    after: readonly Resource[],
  ): Command {
    const { context, place } = this.#args.stack;
    const request = all(subject).apply((known): StudioRequest => ({ region: place.region, ...known }));
    return new Command(
      `studio-${verb}`,
      {
        delete: `node bin/verger.js studio ${verb}`,
        dir: context.home,
        environment: { [studioVariable]: request.apply((value) => JSON.stringify(value)) },
        triggers: [request.apply((value) => JSON.stringify(value))],
      },
      { parent: this, dependsOn: [...after] },
    );
  }
}

const notebookKey = `${storageLayout.notebooks}studio/verger-results.ipynb`;
