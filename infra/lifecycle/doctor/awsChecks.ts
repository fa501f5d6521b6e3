import { DescribeAddressesCommand, type EC2Client, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { type EMRClient, GetBlockPublicAccessConfigurationCommand } from "@aws-sdk/client-emr";
import { type IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetServiceQuotaCommand, type ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Known } from "../../../config/prices/priceTable.ts";
import type { AwsSettings } from "../../../config/settings.ts";
import { askingAws } from "../../aws/askingAws.ts";
import { type Check, failed, type Looked, ok, unknown } from "./check.ts";
import { addressesNeeded, coresNeeded } from "./quotas.ts";

export interface AwsDoctor {
  readonly settings: AwsSettings;
  readonly clients: {
    readonly sts: STSClient;
    readonly iam: IAMClient;
    readonly emr: EMRClient;
    readonly ec2: EC2Client;
    readonly quotas: ServiceQuotasClient;
  };
}

/** What must be well in the AWS account and its region. */
export function awsChecks(doctor: AwsDoctor): readonly Check[] {
  const { settings, clients } = doctor;
  const { platform } = settings.compute;
  const cores = coresNeeded(settings);
  const addresses = addressesNeeded(settings);
  const quota = (name: string, market: Market, needed: Known<number>): Check => ({
    name,
    look: () => freeCores(doctor, market, needed),
  });
  return [
    { name: "credentials", look: () => whoAmI(clients.sts) },
    { name: "permissions", look: () => mayDo(doctor) },
    ...(cores.onDemand === 0 ? [] : [quota("cores", "onDemand", cores.onDemand)]),
    ...(cores.spot === 0 ? [] : [quota("spot cores", "spot", cores.spot)]),
    ...(addresses === 0 ? [] : [{ name: "addresses", look: () => freeAddresses(doctor, addresses) }]),
    ...(platform === "emr" ? [{ name: "EMR public access", look: () => blocksPublicAccess(clients.emr) }] : []),
  ];
}

type Market = "onDemand" | "spot";

/** `Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances`, in vCPU, and the same on spot. */
const coresQuota: Readonly<Record<Market, string>> = { onDemand: "L-1216C47A", spot: "L-34B43A08" };
const isStandard = (instanceType: string): boolean => /^[acdhimrtz]\d/.test(instanceType);
const elasticAddresses = "L-0263D0A3";

async function whoAmI(sts: STSClient): Promise<Looked> {
  const { Account = "", Arn = "" } = await askingAws(() => sts.send(new GetCallerIdentityCommand()));
  const who = Arn.split(":").at(-1) ?? "";
  return ok(`aws: ${Account.slice(0, 4)}…${Account.slice(-4)} as ${who}`);
}

/** The calls without which a stack cannot be made or taken away: one or two of every service it uses. */
export function actionsOf({ compute, customerKey, operator }: AwsSettings): readonly string[] {
  const everywhere = [
    "s3:CreateBucket",
    "s3:PutBucketPolicy",
    "s3:DeleteBucket",
    "iam:CreateRole",
    "iam:CreatePolicy",
    "iam:PassRole",
    "iam:DeleteRole",
    "ec2:CreateVpc",
    "ec2:DeleteVpc",
    "budgets:ModifyBudget",
  ];
  const ofEmr = ["elasticmapreduce:RunJobFlow", "elasticmapreduce:TerminateJobFlows", "scheduler:CreateSchedule"];
  const ofEc2 = ["ec2:CreateFleet", "ec2:TerminateInstances", "ssm:SendCommand"];
  const ofPlatform = compute.platform === "emr" ? ofEmr : compute.platform === "ec2" ? ofEc2 : ["ec2:AllocateAddress"];
  return [
    ...everywhere,
    ...ofPlatform,
    ...(customerKey || compute.platform === "emr" ? ["kms:CreateKey", "kms:ScheduleKeyDeletion"] : []),
    ...(operator === "user" ? ["iam:CreateUser", "iam:DeleteUser"] : []),
  ];
}

/** Asks IAM's simulator, where the one who asks may. It knows identity policies and boundaries, not organisations'. */
async function mayDo({ settings, clients }: AwsDoctor): Promise<Looked> {
  const { Arn = "" } = await askingAws(() => clients.sts.send(new GetCallerIdentityCommand()));
  const principal = simulated(Arn);
  if (principal === undefined)
    return unknown("the account's root user cannot be simulated", "use a role or a user instead of root");
  const actions = actionsOf(settings);
  try {
    const { EvaluationResults = [] } = await clients.iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: principal, ActionNames: [...actions] }),
    );
    const refused = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed").map(
      ({ EvalActionName }) => EvalActionName ?? "",
    );
    if (refused.length > 0)
      return failed(
        `not allowed: ${refused.join(", ")}`,
        "docs/iam.md lists what is needed, to hand to whoever administers the account",
      );
    return ok(`${actions.length} calls allowed, as IAM's simulator sees it`);
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    return unknown(
      `not simulated: ${name}`,
      "it needs iam:SimulatePrincipalPolicy; without it, the first refusal shows during up",
    );
  }
}

/** A session of a role is simulated as its role. */
export function simulated(arn: string): string | undefined {
  if (arn.endsWith(":root")) return undefined;
  return arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, "$1:iam::$2:role/$3");
}

async function freeCores({ clients, settings }: AwsDoctor, market: Market, needed: Known<number>): Promise<Looked> {
  if (needed === "unknown") return unknown("the size of a node type is not known");
  const request = new GetServiceQuotaCommand({ ServiceCode: "ec2", QuotaCode: coresQuota[market] });
  const [{ Quota }, used] = await Promise.all([clients.quotas.send(request), usedCores(clients.ec2, market)]);
  const allowed = Quota?.Value;
  if (allowed === undefined) return unknown("the quota was not told");
  const free = allowed - used;
  return free >= needed
    ? ok(`${needed} of ${free} free vCPU in ${settings.region}`)
    : failed(
        `${needed} vCPU needed, ${free} of ${allowed} free in ${settings.region}`,
        `end what runs there, ask for more (Service Quotas, ${coresQuota[market]}), or fewer or smaller workers`,
      );
}

/** Virtual cores of the instances that count against a quota at the moment. */
async function usedCores(client: EC2Client, market: Market): Promise<number> {
  const Filters = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  let used = 0;
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters }))
    for (const { InstanceType = "", InstanceLifecycle, CpuOptions } of Reservations.flatMap(
      ({ Instances = [] }) => Instances,
    ))
      if (isStandard(InstanceType) && (InstanceLifecycle === "spot") === (market === "spot"))
        used += (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1);
  return used;
}

async function freeAddresses({ clients }: AwsDoctor, needed: number): Promise<Looked> {
  const request = new GetServiceQuotaCommand({ ServiceCode: "ec2", QuotaCode: elasticAddresses });
  const [{ Quota }, { Addresses = [] }] = await Promise.all([
    clients.quotas.send(request),
    clients.ec2.send(new DescribeAddressesCommand({})),
  ]);
  const allowed = Quota?.Value;
  if (allowed === undefined) return unknown("the quota was not told");
  const free = allowed - Addresses.length;
  return free >= needed
    ? ok(`${free} of ${allowed} addresses free`)
    : failed(
        `${needed} address needed, ${free} of ${allowed} free`,
        `release one, or ask for more (Service Quotas, ${elasticAddresses})`,
      );
}

/** Our own groups let nobody in; this setting keeps EMR from starting a cluster whose groups do. */
async function blocksPublicAccess(emr: EMRClient): Promise<Looked> {
  const { BlockPublicAccessConfiguration } = await emr.send(new GetBlockPublicAccessConfigurationCommand());
  return BlockPublicAccessConfiguration?.BlockPublicSecurityGroupRules === true
    ? ok("EMR refuses clusters with public rules")
    : unknown("EMR would accept public rules; this stack has none", "turn it on: EMR console, Block public access");
}
