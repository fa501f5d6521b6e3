import { Policy } from "@pulumi/aws/iam/policy.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import type { Provider as DatabricksProvider } from "@pulumi/databricks/provider.js";
import { StorageCredential } from "@pulumi/databricks/storageCredential.js";
import { ComponentResource, type ComponentResourceOptions, type Output, all, output } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import { roleArn } from "./place.ts";
import type { BucketFolder } from "./policies/s3Access.ts";
import { unityCatalogPolicy, unityCatalogTrust } from "./policies/unityCatalogPolicy.ts";

export interface UnityCatalogRoleArgs {
  readonly stack: AwsStack;
  readonly bucket: Output<string>;
  readonly images?: BucketFolder | undefined;
  readonly keyArn?: Output<string> | undefined;
  readonly workspace: DatabricksProvider;
}

/**
 * The storage credential and the role behind it. The credential comes first, without validation, because its external
 * id is part of the role's trust.
 */
export class UnityCatalogRole extends ComponentResource {
  readonly credential: StorageCredential;
  /** The role with its rights: what a location must wait for. */
  readonly role: Role;

  constructor(name: string, args: UnityCatalogRoleArgs, options?: ComponentResourceOptions) {
    super("verger:aws:UnityCatalogRole", name, {}, options);
    const { stack, images } = args;
    const { place } = stack;
    const self = named(stack, "unity-catalog");
    const child = { parent: this };

    this.credential = new StorageCredential(
      name,
      {
        name: named(stack),
        comment: `Made by Verger for the stack ${stack.context.stack}`,
        awsIamRole: { roleArn: roleArn(place, self) },
        isolationMode: "ISOLATION_MODE_ISOLATED",
        skipValidation: true,
        forceDestroy: true,
      },
      { ...child, provider: args.workspace },
    );
    const policy = new Policy(
      name,
      {
        name: self,
        description: "Unity Catalog on the storage of a Verger stack",
        policy: all([args.bucket, output(args.keyArn)]).apply(([bucket, keyArn]) =>
          JSON.stringify(unityCatalogPolicy(place, self, { bucket, images, keyArn })),
        ),
        tags: stack.tags,
      },
      child,
    );
    this.role = new Role(
      name,
      {
        name: self,
        description: "Unity Catalog on the storage of a Verger stack",
        permissionsBoundary: policy.arn,
        assumeRolePolicy: this.credential.awsIamRole.apply((issued) =>
          JSON.stringify(unityCatalogTrust(place, self, issued?.unityCatalogIamArn ?? "", issued?.externalId ?? "")),
        ),
        tags: stack.tags,
      },
      child,
    );
    new RolePolicyAttachment(name, { role: this.role.name, policyArn: policy.arn }, child);
    this.registerOutputs({});
  }
}
