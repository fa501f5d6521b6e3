import { AccessKey } from "@pulumi/aws/iam/accessKey.js";
import { Group } from "@pulumi/aws/iam/group.js";
import { GroupMembership } from "@pulumi/aws/iam/groupMembership.js";
import { GroupPolicyAttachment } from "@pulumi/aws/iam/groupPolicyAttachment.js";
import { Policy } from "@pulumi/aws/iam/policy.js";
import { User } from "@pulumi/aws/iam/user.js";
import { ComponentResource, type ComponentResourceOptions, type Output, all, output, secret } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { storageLayout } from "../storageLayout.ts";
import { type OperatorAccess, operatorPolicy } from "./policies/operatorPolicy.ts";
import { trustPeopleWithSecondFactor } from "./policies/policyDocument.ts";
import { stackRole } from "./stackRole.ts";

export interface OperatorArgs {
  readonly stack: AwsStack;
  readonly kind: "user" | "role";
  /** Whether the user gets a static key, as a secret output. */
  readonly accessKey: boolean;
  readonly platform: OperatorAccess["platform"];
  readonly bucket: Output<string>;
  /** Whether the images are in the stack's own bucket: then the operator fills the folder. */
  readonly ownImages: boolean;
  /** Which notebook the operator opens. */
  readonly notebook: OperatorAccess["notebook"];
  readonly keyArn?: Output<string> | undefined;
}

/**
 * Who runs and watches jobs: a user through a group of its own, or a role to assume with a second factor. The policy
 * is its boundary too, so that nothing attached later widens it.
 */
export class Operator extends ComponentResource {
  readonly name: string;
  readonly accessKeyId: Output<string> | undefined;
  readonly secretAccessKey: Output<string> | undefined;

  constructor(name: string, args: OperatorArgs, options?: ComponentResourceOptions) {
    super("verger:aws:Operator", name, {}, options);
    const { stack } = args;
    this.name = named(stack, "operator");
    const policy = new Policy(
      name,
      {
        name: named(stack, "operate"),
        description: `Run, watch and end the jobs of the Verger stack ${stack.context.stack}`,
        policy: operatorDocument(args),
        tags: stack.tags,
      },
      { parent: this },
    );
    if (args.kind === "role") {
      this.#role(stack, policy);
    } else {
      const user = this.#userInGroup(stack, policy);
      if (args.accessKey) {
        const key = new AccessKey(name, { user: user.name }, { parent: this, additionalSecretOutputs: ["secret"] });
        this.accessKeyId = key.id;
        this.secretAccessKey = secret(key.secret);
      }
    }
    this.registerOutputs({ name: this.name });
  }

  #role(stack: AwsStack, { arn }: Policy): void {
    const trust = trustPeopleWithSecondFactor(stack.place);
    const description = "Runs and watches the jobs of a Verger stack";
    stackRole("operator", { stack, trust, description, boundaryArn: arn, managedPolicyArn: arn }, this);
  }

  #userInGroup(stack: AwsStack, { arn }: Policy): User {
    const child = { parent: this };
    const group = new Group("operators", { name: named(stack, "operators") }, child);
    new GroupPolicyAttachment("operators", { group: group.name, policyArn: arn }, child);
    const user = new User(
      "operator",
      { name: this.name, permissionsBoundary: arn, forceDestroy: true, tags: stack.tags },
      child,
    );
    new GroupMembership("operators", { name: named(stack, "operators"), group: group.name, users: [user.name] }, child);
    return user;
  }
}

function operatorDocument({ stack, platform, bucket, keyArn, ownImages, notebook }: OperatorArgs): Output<string> {
  const { place, context } = stack;
  return all([bucket, output(keyArn)]).apply(([bucket, keyArn]) => {
    const images = ownImages ? { bucket, prefix: storageLayout.images } : undefined;
    return JSON.stringify(
      operatorPolicy({ place, stack: context.stack, bucket, platform, ownImages: images, notebook, keyArn }),
    );
  });
}
