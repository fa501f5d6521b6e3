import {
  type IAMClient,
  ListAccessKeysCommand,
  NoSuchEntityException,
  paginateListGroups,
  paginateListInstanceProfiles,
  paginateListPolicies,
  paginateListRoles,
  paginateListUsers,
} from "@aws-sdk/client-iam";
import { longestName, stackName } from "../../names.ts";
import type { Question, Remain } from "../receipt/question.ts";
import { type AwsSearch, ownName } from "./awsSearch.ts";

type Named = string | undefined;

/** Roles, policies, users, their keys, groups and instance profiles: by the exact names the stack gives. */
export function askIam({ stack, clients: { iam } }: AwsSearch): readonly Question[] {
  const own = ownName(stack);
  const question = (call: string, kind: string, names: () => AsyncIterable<readonly Named[]>): Question => ({
    service: "IAM",
    region: "global",
    call,
    async ask() {
      const found: Remain[] = [];
      for await (const page of names())
        for (const id of page) if (id !== undefined && own(id)) found.push({ kind, id, by: "name", perMonth: 0 });
      return found;
    },
  });
  const pages = { client: iam };
  return [
    question("ListRoles", "role", async function* () {
      for await (const { Roles = [] } of paginateListRoles(pages, {})) yield Roles.map(({ RoleName }) => RoleName);
    }),
    question("ListPolicies", "policy", async function* () {
      for await (const { Policies = [] } of paginateListPolicies(pages, { Scope: "Local" }))
        yield Policies.map(({ PolicyName }) => PolicyName);
    }),
    question("ListUsers", "user", async function* () {
      for await (const { Users = [] } of paginateListUsers(pages, {})) yield Users.map(({ UserName }) => UserName);
    }),
    question("ListGroups", "group", async function* () {
      for await (const { Groups = [] } of paginateListGroups(pages, {})) yield Groups.map(({ GroupName }) => GroupName);
    }),
    question("ListInstanceProfiles", "instance profile", async function* () {
      for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles(pages, {}))
        yield InstanceProfiles.map(({ InstanceProfileName }) => InstanceProfileName);
    }),
    {
      service: "IAM",
      region: "global",
      call: "ListAccessKeys",
      ask: () => operatorKeys(iam, stackName(stack, ["operator"], longestName.iam)),
    },
  ];
}

async function operatorKeys(iam: IAMClient, user: string): Promise<readonly Remain[]> {
  try {
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: user }));
    return AccessKeyMetadata.map(({ AccessKeyId = "" }) => ({
      kind: "access key",
      id: AccessKeyId,
      by: "name" as const,
      perMonth: 0,
    }));
  } catch (error) {
    if (error instanceof NoSuchEntityException) return [];
    throw error;
  }
}
