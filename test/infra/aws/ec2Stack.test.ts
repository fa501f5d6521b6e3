import { beforeAll, describe, expect, it } from "vitest";
import { ec2UserData, type Ec2UserData, userDataLimit } from "../../../infra/aws/ec2UserData.ts";
import { account, testDigest } from "../setup/plausibleOutputs.ts";
import { type RecordedStack, recordStack } from "../setup/recordStack.ts";
import { type IamRequest, isAllowed, type Principal } from "../setup/simulateIam.ts";
import { ec2Stack } from "../setup/stacks.ts";

let stack: RecordedStack;
const capacity = (name: string) =>
  stack.resource("aws:ec2/fleet:Fleet", name).properties["targetCapacitySpecification"];
const document = (type: string, name: string): unknown =>
  JSON.parse(String(stack.resource(type, name).properties["policy"]));
/** The scripts a user data runs, in order. */
const steps = (text: string) => text.split("\n").filter((line) => /^sh \S+\.sh /.test(line));

beforeAll(async () => {
  stack = await recordStack("aws-paris-ec2", ec2Stack);
});

const operator = (): Principal => ({
  arn: `arn:aws:iam::${account}:user/verger-aws-paris-ec2-operator`,
  policies: [document("aws:iam/policy:Policy", "operator")],
});
const node = (): Principal => ({
  arn: `arn:aws:iam::${account}:role/verger-aws-paris-ec2-node`,
  policies: [
    document("aws:iam/rolePolicy:RolePolicy", "node-data"),
    document("aws:iam/rolePolicy:RolePolicy", "node-commands"),
  ],
  boundary: document("aws:iam/policy:Policy", "boundary"),
});

describe("the EC2 fleets", () => {
  it("carry their own end in the request that starts them, and are never refilled", () => {
    const fleets = stack.all("aws:ec2/fleet:Fleet");
    expect(fleets.map(({ name }) => name)).toEqual(["primary", "worker"]);
    for (const fleet of fleets)
      expect(fleet.properties).toMatchObject({
        type: "request",
        validUntil: "2026-11-21T15:20:00Z",
        terminateInstancesWithExpiration: true,
        terminateInstances: true,
      });
  });

  it("buy the primary on demand and only workers on the spot market", () => {
    expect(capacity("primary")).toEqual({ totalTargetCapacity: 1, defaultTargetCapacityType: "on-demand" });
    expect(capacity("worker")).toEqual({ totalTargetCapacity: 3, defaultTargetCapacityType: "spot" });
  });

  it("start instances that nobody reaches from outside and that vanish when they power off", () => {
    for (const { properties } of stack.all("aws:ec2/launchTemplate:LaunchTemplate")) {
      expect(properties).toMatchObject({
        instanceInitiatedShutdownBehavior: "terminate",
        metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [{ ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" } }],
      });
      expect(properties).not.toHaveProperty("keyName");
      expect(properties).not.toHaveProperty("networkInterfaces");
    }
    for (const { properties } of stack.all("aws:ec2/subnet:Subnet"))
      expect(properties).toMatchObject({ mapPublicIpOnLaunch: false });
  });

  it("are not replaced in the middle of a job by a newer Amazon Linux", () => {
    expect(stack.resource("aws:ec2/launchTemplate:LaunchTemplate", "primary").ignoreChanges).toEqual(["imageId"]);
  });

  it("tag the instances, disks and interfaces they start, so that the receipt can find them", () => {
    const { tagSpecifications } = stack.resource("aws:ec2/launchTemplate:LaunchTemplate", "worker").properties;
    const tags = {
      "verger:stack": "aws-paris-ec2",
      "verger:owner": "ada@example.org",
      Name: "verger-aws-paris-ec2-worker",
    };
    expect(tagSpecifications).toEqual(
      ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
    );
  });

  it("take commands through Systems Manager's endpoints, not through an open port", () => {
    const endpoints = stack.all("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ properties }) => properties["serviceName"]);
    expect(endpoints).toContain("com.amazonaws.eu-west-3.ssm");
    expect(endpoints).toContain("com.amazonaws.eu-west-3.ssmmessages");
    const open = stack
      .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter(({ properties }) => properties["cidrIpv4"] !== undefined);
    expect(open.map(({ properties }) => [properties["cidrIpv4"], properties["fromPort"]])).toEqual([
      ["10.71.0.0/16", 443],
    ]);
  });

  it("are one instance that runs the whole job when no worker is asked for", async () => {
    const alone = await recordStack("alone", {
      ...ec2Stack,
      compute: { platform: "ec2", primary: { type: "m5.xlarge" } },
    });
    expect(alone.all("aws:ec2/fleet:Fleet")).toHaveLength(1);
    const { userData } = alone.resource("aws:ec2/launchTemplate:LaunchTemplate").properties;
    expect(Buffer.from(String(userData), "base64").toString()).not.toContain("sh standalone-spark.sh");
  });
});

describe("what an instance runs at boot", () => {
  const node: Ec2UserData = {
    bucket: "b",
    bundleUri: "s3://b/bundles/x/verger-bundle.tar.gz",
    bundleSha256: testDigest,
    maxHours: 12.34,
    idleMinutes: 15,
    part: "primary",
    size: { cores: 4, memoryGiB: 16 },
  };

  it("starts the power-off timer before anything else", () => {
    expect(steps(ec2UserData(node))).toEqual([
      "sh power-off-timer.sh 740",
      `sh install-bundle.sh 's3://b/bundles/x/verger-bundle.tar.gz' ${testDigest} /opt/verger`,
      "sh standalone-spark.sh primary /opt/verger 's3://b/runs/.spark-primary' 4 7344",
      "sh idle-watch.sh install 15 unit",
    ]);
  });

  it("does not let a worker end itself for want of a job of its own", () => {
    expect(steps(ec2UserData({ ...node, part: "worker" }))).not.toContain("sh idle-watch.sh install 15 unit");
  });

  it("fits what EC2 takes", () => {
    expect(Buffer.byteLength(ec2UserData(node))).toBeLessThan(userDataLimit);
  });
});

describe("what the roles of the EC2 stack can do", () => {
  const instance = `arn:aws:ec2:eu-west-3:${account}:instance/i-1`;
  const shell = "arn:aws:ssm:eu-west-3:123456789012:document/AWS-RunShellScript";
  const own = { "ssm:resourceTag/verger:stack": "aws-paris-ec2" };
  const others = { "ssm:resourceTag/verger:stack": "aws-dublin" };

  it.each<[string, () => Principal, IamRequest]>([
    ["the operator starts the job", operator, { action: "ssm:SendCommand", resource: instance, context: own }],
    ["the operator starts a shell script", operator, { action: "ssm:SendCommand", resource: shell }],
    [
      "the operator ends an instance",
      operator,
      {
        action: "ec2:TerminateInstances",
        resource: instance,
        context: { "aws:ResourceTag/verger:stack": "aws-paris-ec2" },
      },
    ],
    ["the node takes commands", node, { action: "ssmmessages:OpenControlChannel", resource: "*" }],
    ["the node reports itself", node, { action: "ssm:UpdateInstanceInformation", resource: instance, context: {} }],
  ])("%s", async (_what, who, request) => {
    expect(await isAllowed(who(), request)).toBe(true);
  });

  it.each<[string, () => Principal, IamRequest]>([
    [
      "the operator commands another stack's instance",
      operator,
      { action: "ssm:SendCommand", resource: instance, context: others },
    ],
    [
      "the operator runs another document",
      operator,
      { action: "ssm:SendCommand", resource: "arn:aws:ssm:eu-west-3:123456789012:document/AWS-RunRemoteScript" },
    ],
    ["the operator opens a session", operator, { action: "ssm:StartSession", resource: instance }],
    [
      "the operator ends a neighbour's instance",
      operator,
      {
        action: "ec2:TerminateInstances",
        resource: instance,
        context: { "aws:ResourceTag/verger:stack": "aws-dublin" },
      },
    ],
    [
      "the operator starts instances",
      operator,
      { action: "ec2:RunInstances", resource: `arn:aws:ec2:eu-west-3:${account}:instance/*` },
    ],
    ["the node commands another", node, { action: "ssm:SendCommand", resource: instance, context: own }],
    [
      "the node reads a parameter",
      node,
      { action: "ssm:GetParameter", resource: `arn:aws:ssm:eu-west-3:${account}:parameter/password` },
    ],
    [
      "the node prolongs its fleet",
      node,
      { action: "ec2:ModifyFleet", resource: `arn:aws:ec2:eu-west-3:${account}:fleet/fleet-1` },
    ],
    [
      "the node makes a fleet",
      node,
      { action: "ec2:CreateFleet", resource: `arn:aws:ec2:eu-west-3:${account}:fleet/*` },
    ],
  ])("never: %s", async (_what, who, request) => {
    expect(await isAllowed(who(), request)).toBe(false);
  });
});
