import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import type { ComponentResource, Input } from "@pulumi/pulumi";
import { type AwsStack, named } from "./awsStack.ts";
import type { PolicyDocument } from "./policies/policyDocument.ts";

export interface StackRoleArgs {
  readonly stack: AwsStack;
  readonly description: string;
  readonly trust: PolicyDocument;
  readonly boundaryArn: Input<string>;
  /** JSON of each inline policy, by name. */
  readonly policies?: Readonly<Record<string, Input<string>>>;
  readonly managedPolicyArn?: Input<string>;
  readonly extraTags?: Readonly<Record<string, string>>;
}

/** A role named `verger-<stack>-<part>`, inside the stack's permission boundary. */
export function stackRole(part: string, args: StackRoleArgs, parent: ComponentResource): Role {
  const { stack } = args;
  const role = new Role(
    part,
    {
      name: named(stack, part),
      description: args.description,
      permissionsBoundary: args.boundaryArn,
      assumeRolePolicy: JSON.stringify(args.trust),
      tags: { ...stack.tags, ...args.extraTags },
    },
    { parent },
  );
  for (const [name, policy] of Object.entries(args.policies ?? {})) {
    new RolePolicy(`${part}-${name}`, { name, role: role.name, policy }, { parent });
  }
  if (args.managedPolicyArn !== undefined) {
    new RolePolicyAttachment(part, { role: role.name, policyArn: args.managedPolicyArn }, { parent });
  }
  return role;
}
