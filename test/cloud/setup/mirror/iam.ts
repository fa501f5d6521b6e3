import {
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { tagsOf, text } from "./inputs.ts";
import type { MirroredService, MotoPlace } from "./mirroredService.ts";

export function mirrorIam(moto: MotoPlace): MirroredService {
  const iam = new IAMClient(moto);
  return {
    close: () => iam.destroy(),
    mirrors: {
      "aws:iam/role:Role": {
        create: async (made) => {
          await iam.send(
            new CreateRoleCommand({
              RoleName: text(made.inputs, "name"),
              AssumeRolePolicyDocument: text(made.inputs, "assumeRolePolicy"),
              Tags: tagsOf(made.inputs),
            }),
          );
          return made;
        },
        remove: async ({ inputs }) => {
          await iam.send(new DeleteRoleCommand({ RoleName: text(inputs, "name") }));
        },
      },
      "aws:iam/policy:Policy": {
        create: async (made) => {
          const PolicyDocument = text(made.inputs, "policy");
          await iam.send(new CreatePolicyCommand({ PolicyName: text(made.inputs, "name"), PolicyDocument }));
          return made;
        },
        remove: async ({ id }) => {
          await iam.send(new DeletePolicyCommand({ PolicyArn: id }));
        },
      },
      "aws:iam/instanceProfile:InstanceProfile": {
        create: async (made) => {
          await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: text(made.inputs, "name") }));
          return made;
        },
        remove: async ({ inputs }) => {
          await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: text(inputs, "name") }));
        },
      },
      "aws:iam/user:User": {
        create: async (made) => {
          await iam.send(new CreateUserCommand({ UserName: text(made.inputs, "name"), Tags: tagsOf(made.inputs) }));
          return made;
        },
        remove: async ({ inputs }) => {
          await iam.send(new DeleteUserCommand({ UserName: text(inputs, "name") }));
        },
      },
      "aws:iam/group:Group": {
        create: async (made) => {
          await iam.send(new CreateGroupCommand({ GroupName: text(made.inputs, "name") }));
          return made;
        },
        remove: async ({ inputs }) => {
          await iam.send(new DeleteGroupCommand({ GroupName: text(inputs, "name") }));
        },
      },
    },
  };
}
