import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { beforeAll, describe, expect, it } from "vitest";
import { hourlyCost } from "../../../config/cost/hourlyCost.ts";
import { monthlyCost } from "../../../config/cost/monthlyCost.ts";
import { parseSettings } from "../../../config/parseSettings.ts";
import { closeNotebooks } from "../../../infra/studio/closeNotebooks.ts";
import { studioRequest } from "../../../infra/studio/studioRequest.ts";
import { fakeAws } from "../setup/fakeAws.ts";
import { account } from "../setup/plausibleOutputs.ts";
import { type RecordedStack, recordStack } from "../setup/recordStack.ts";
import { type IamRequest, isAllowed, type Principal } from "../setup/simulateIam.ts";
import { emrStack } from "../setup/stacks.ts";

const settings = { ...emrStack, notebook: "sagemaker" };
const domainType = "aws:sagemaker/domain:Domain";
const sagemaker = (path: string): string => `arn:aws:sagemaker:eu-west-3:${account}:${path}`;
const profile = sagemaker("user-profile/d-abc123/verger-aws-paris-studio");
const ownPrivate = { "sagemaker:OwnerUserProfileArn": profile, "sagemaker:SpaceSharingType": "Private" };
const cluster = `arn:aws:elasticmapreduce:eu-west-3:${account}:cluster/j-2AXXXXXXGAPLF`;
const bucket = "arn:aws:s3:::verger-aws-paris-0a1b2c3";

let stack: RecordedStack;
const document = (type: string, name: string): unknown =>
  JSON.parse(String(stack.resource(type, name).properties["policy"]));
const openStudio = (tag: string): IamRequest => ({
  action: "sagemaker:CreatePresignedDomainUrl",
  resource: profile,
  context: { "aws:ResourceTag/verger:stack": tag },
});
beforeAll(async () => {
  stack = await recordStack("aws-paris", settings);
});

describe("a Studio domain beside EMR", () => {
  it("has no way to the internet, ends idle notebooks, and takes its file system along", () => {
    expect(stack.resource(domainType).properties).toMatchObject({
      domainName: "verger-aws-paris",
      authMode: "IAM",
      appNetworkAccessType: "VpcOnly",
      retentionPolicy: { homeEfsFileSystem: "Delete" },
      defaultUserSettings: {
        autoMountHomeEfs: "Disabled",
        jupyterLabAppSettings: {
          defaultResourceSpec: { instanceType: "ml.t3.medium" },
          appLifecycleManagement: { idleSettings: { lifecycleManagement: "ENABLED", maxIdleTimeoutInMinutes: 60 } },
        },
      },
      tags: { "verger:stack": "aws-paris" },
    });
    expect(stack.all("aws:sagemaker/userProfile:UserProfile")).toHaveLength(1);
  });

  it("reaches Livy on the primary node and the endpoints it needs, by their own names, and nothing else", () => {
    const rules = stack
      .all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
      .filter(({ properties }) => properties["securityGroupId"] === "studio-id")
      .map(({ properties: { fromPort, cidrIpv4, prefixListId, referencedSecurityGroupId } }) => [
        fromPort,
        cidrIpv4 ?? prefixListId ?? referencedSecurityGroupId,
      ]);
    expect(rules.map((rule) => rule.join(" ")).sort()).toEqual([
      "443 10.71.0.0/16",
      "443 pl-0123",
      "8998 emr-primary-id",
    ]);
    const services = stack.all("aws:ec2/vpcEndpoint:VpcEndpoint").map(({ properties }) => properties["serviceName"]);
    expect(services).toEqual([
      "com.amazonaws.eu-west-3.s3",
      "com.amazonaws.eu-west-3.sagemaker.api",
      "com.amazonaws.eu-west-3.sagemaker.runtime",
      "aws.sagemaker.eu-west-3.studio",
      "com.amazonaws.eu-west-3.sts",
      "com.amazonaws.eu-west-3.elasticmapreduce",
    ]);
    expect(stack.resource("aws:emr/cluster:Cluster").properties["applications"]).toEqual(["Hadoop", "Spark", "Livy"]);
  });

  it("closes notebooks before the domain goes, and clears its groups after that and before the network goes", () => {
    const command = (name: string) => stack.resource("command:local:Command", name);
    const [close, clear] = [command("studio-close"), command("studio-clear")];
    expect(close.properties).toMatchObject({ delete: "node bin/verger.js studio close" });
    expect(clear.properties).toMatchObject({ delete: "node bin/verger.js studio clear" });
    for (const { properties } of [close, clear]) expect(properties["create"]).toBeUndefined();
    const asked = [close, clear].map(({ properties }) =>
      studioRequest(properties["environment"] as Record<string, string>),
    );
    expect(asked).toEqual([
      { region: "eu-west-3", domainId: "d-abc123" },
      { region: "eu-west-3", vpcId: "vpc-network" },
    ]);
    // A resource is destroyed before what it depends on.
    const waitsFor = (name: string, on: RegExp) =>
      stack.resources.find((each) => each.name === name)?.dependencies.some((urn) => on.test(urn)) ?? false;
    expect(waitsFor("studio-close", /UserProfile::studio$/)).toBe(true);
    const domain = stack.resource(domainType);
    expect(domain.dependencies.some((urn) => urn.endsWith("Command::studio-clear"))).toBe(true);
    expect(clear.dependencies.some((urn) => urn.endsWith("Vpc::network"))).toBe(true);
  });

  it("leaves a notebook in the bucket that asks for this cluster first", () => {
    const { key } = stack.resource("aws:s3/bucketObjectv2:BucketObjectv2", "verger-studio.ipynb").properties;
    expect(key).toBe("jupyter/studio/verger-results.ipynb");
  });

  it("is off, with all that belongs to it, unless asked for", async () => {
    const plain = await recordStack("aws-paris", emrStack);
    expect(plain.resources.filter(({ type, name }) => /sagemaker/.test(type) || /studio/.test(name))).toEqual([]);
  });

  it("says in the plan what is not known: what an open notebook costs is not counted as nothing", () => {
    const parsed = parseSettings(settings);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const unknown = hourlyCost(parsed.settings, "start").filter(({ each }) => each === "unknown");
    expect(unknown.map(({ what }) => what)).toEqual(["Studio while a notebook is open"]);
    expect(monthlyCost(parsed.settings, 1)).toContainEqual({ what: "Studio's disks", perMonth: "unknown" });
  });
});

describe("what a notebook in Studio may do", () => {
  const app = (type: string) => sagemaker(`app/d-abc123/my-space/${type}/default`);
  const small = { ...ownPrivate, "sagemaker:InstanceTypes": ["ml.t3.medium"] };
  const ofStack = { "elasticmapreduce:ResourceTag/verger:stack": "aws-paris" };
  type Line = readonly [what: string, action: string, resource: string, context?: IamRequest["context"]];

  const allowed: readonly Line[] = [
    ["make a private space", "sagemaker:CreateSpace", sagemaker("space/d-abc123/my-space"), ownPrivate],
    ["open a notebook on the small machine", "sagemaker:CreateApp", app("jupyterlab"), small],
    ["close its notebook", "sagemaker:DeleteApp", app("jupyterlab"), ownPrivate],
    ["find the cluster", "elasticmapreduce:DescribeCluster", cluster, ofStack],
    ["read results", "s3:GetObject", `${bucket}/runs/r1/pca/0.parquet`],
    ["fetch the ready notebook", "s3:GetObject", `${bucket}/jupyter/studio/verger-results.ipynb`],
  ];
  const denied: readonly Line[] = [
    [
      "open a large machine",
      "sagemaker:CreateApp",
      app("jupyterlab"),
      { ...small, "sagemaker:InstanceTypes": ["ml.p4d.24xlarge"] },
    ],
    ["open another kind of app", "sagemaker:CreateApp", app("canvas"), small],
    [
      "close somebody else's notebook",
      "sagemaker:DeleteApp",
      app("jupyterlab"),
      { "sagemaker:OwnerUserProfileArn": sagemaker("user-profile/d-abc123/mallory") },
    ],
    [
      "make a shared space",
      "sagemaker:CreateSpace",
      sagemaker("space/d-abc123/s"),
      { ...ownPrivate, "sagemaker:SpaceSharingType": "Shared" },
    ],
    ["make a space in another domain", "sagemaker:CreateSpace", sagemaker("space/d-other/s"), ownPrivate],
    ["train a model", "sagemaker:CreateTrainingJob", sagemaker("training-job/t")],
    ["open an endpoint to the world", "sagemaker:CreateEndpoint", sagemaker("endpoint/e")],
    ["open the domain to the internet", "sagemaker:UpdateDomain", sagemaker("domain/d-abc123")],
    ["make another user", "sagemaker:CreateUserProfile", sagemaker("user-profile/d-abc123/mallory")],
    [
      "look at another stack's cluster",
      "elasticmapreduce:DescribeCluster",
      cluster,
      { "elasticmapreduce:ResourceTag/verger:stack": "somebody-elses" },
    ],
    ["end the cluster", "elasticmapreduce:TerminateJobFlows", cluster, ofStack],
    ["start a step", "elasticmapreduce:AddJobFlowSteps", cluster, ofStack],
    ["list clusters in Virginia", "elasticmapreduce:ListClusters", "*", { "aws:RequestedRegion": "us-east-1" }],
    ["change results", "s3:PutObject", `${bucket}/runs/r1/pca/0.parquet`],
    ["read the photographs", "s3:GetObject", "arn:aws:s3:::my-photographs/2026/apple/1.jpg"],
    ["read another bucket", "s3:GetObject", "arn:aws:s3:::payroll/2026.csv"],
    ["pass a role", "iam:PassRole", `arn:aws:iam::${account}:role/verger-aws-paris-node`],
    ["start machines", "ec2:RunInstances", `arn:aws:ec2:eu-west-3:${account}:instance/*`],
  ];

  let notebook: Principal;
  let operator: Principal;
  beforeAll(() => {
    notebook = {
      arn: `arn:aws:iam::${account}:role/verger-aws-paris-studio`,
      policies: [document("aws:iam/rolePolicy:RolePolicy", "studio-notebooks")],
      boundary: document("aws:iam/policy:Policy", "studio"),
    };
    const operate = document("aws:iam/policy:Policy", "operator");
    operator = {
      arn: `arn:aws:iam::${account}:user/verger-aws-paris-operator`,
      policies: [operate],
      boundary: operate,
    };
  });

  const requests = (lines: readonly Line[]) =>
    lines.map(([what, action, resource, context]) => ({ what, request: { action, resource, context } }));

  it.each(requests(allowed))("$what: allowed", async ({ request }) => {
    expect(await isAllowed(notebook, request)).toBe(true);
  });

  it.each(requests(denied))("$what: refused", async ({ request }) => {
    expect(await isAllowed(notebook, request)).toBe(false);
  });

  it("the operator opens this stack's Studio and no other", async () => {
    expect(await isAllowed(operator, openStudio("aws-paris"))).toBe(true);
    expect(await isAllowed(operator, openStudio("somebody-elses"))).toBe(false);
  });
});

describe("verger studio close", () => {
  it("ends every notebook, then deletes every space, and waits for both", async () => {
    const apps = new Map([
      ["jl", "InService"],
      ["old", "Deleted"],
    ]);
    const spaces = new Map([["my-space", "InService"]]);
    const aws = await fakeAws((operation, input) => {
      if (operation === "ListApps")
        return {
          Apps: [...apps].map(([AppName, Status]) => ({
            DomainId: "d-abc123",
            AppName,
            AppType: "JupyterLab",
            SpaceName: "my-space",
            Status,
          })),
        };
      if (operation === "ListSpaces")
        return { Spaces: [...spaces].map(([SpaceName, Status]) => ({ SpaceName, Status })) };
      if (operation === "DeleteApp") apps.set(String(input["AppName"]), "Deleting");
      if (operation === "DeleteSpace") {
        if ([...apps.values()].includes("Deleting")) return { status: 400, error: "ResourceInUse" };
        spaces.set(String(input["SpaceName"]), "Deleting");
      }
      return {};
    });
    const client = new SageMakerClient(aws.client);
    let naps = 0;
    const sleep = async (): Promise<void> => {
      naps += 1;
      // The cloud takes its time: what is being deleted is gone after a nap or two.
      if (naps % 2 === 0) for (const [name, status] of apps) if (status === "Deleting") apps.set(name, "Deleted");
      if (naps % 2 === 0) for (const [name, status] of spaces) if (status === "Deleting") spaces.delete(name);
    };
    const said: string[] = [];
    await closeNotebooks({ sagemaker: client, domainId: "d-abc123", sleep, say: (line) => void said.push(line) });
    const removals = aws.calls.map(({ operation }) => operation).filter((operation) => operation.startsWith("Delete"));
    expect(removals).toEqual(["DeleteApp", "DeleteSpace"]);
    expect([...spaces]).toEqual([]);
    expect(said).toEqual(["1 notebook of d-abc123 to close", "1 space of d-abc123 to close"]);
    client.destroy();
    await aws.close();
  });
});
