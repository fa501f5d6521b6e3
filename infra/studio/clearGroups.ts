import {
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";

export interface Clearing {
  readonly ec2: EC2Client;
  readonly vpcId: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly say: (line: string) => void;
}

const pollMs = 15_000;
/** A file system that is deleted lets go of its interfaces, and with them of the groups, within minutes. */
const polls = 40;

/** The names SageMaker gives to the two groups of a domain's file system; `d-…` is the domain's id. */
const madeBySageMaker = /^security-group-for-(in|out)bound-nfs-d-[a-z0-9]+$/;

/**
 * Deletes the two security groups that SageMaker leaves in the stack's own network when a domain is gone: by exactly
 * the names it gives, and only there. Rules go first, as the groups name each other.
 * @throws VergerError (leftoversRemain) where one is still in use after ten minutes
 */
export async function clearGroups({ ec2, vpcId, sleep, say }: Clearing): Promise<void> {
  for (let poll = 0; poll < polls; poll++) {
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
    );
    const groups = SecurityGroups.filter(({ GroupName }) => madeBySageMaker.test(GroupName ?? ""));
    if (groups.length === 0) return;
    for (const group of groups) await withoutRules(ec2, group);
    for (const { GroupId, GroupName } of groups) if (await deleted(ec2, GroupId)) say(`${GroupName} deleted`);
    await sleep(pollMs);
  }
  throw new VergerError(
    exitCodes.leftoversRemain,
    `a security group that SageMaker made in ${vpcId} is still in use after ${(polls * pollMs) / 60_000} minutes`,
    "something in that network uses it: remove that, then destroy the stack again",
  );
}

async function withoutRules(ec2: EC2Client, group: SecurityGroup): Promise<void> {
  const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } = group;
  if (IpPermissions.length > 0) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  if (IpPermissionsEgress.length > 0)
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
}

/** Whether it went; false while an interface of the file system still uses it. */
async function deleted(ec2: EC2Client, GroupId: string | undefined): Promise<boolean> {
  try {
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "DependencyViolation") return false;
    throw error;
  }
}
