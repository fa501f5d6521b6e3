import { beforeAll, describe, expect, it } from "vitest";
import { account } from "../setup/plausibleOutputs.ts";
import { recordStack } from "../setup/recordStack.ts";
import { isAllowed, type Principal } from "../setup/simulateIam.ts";
import { databricksOnAwsStack } from "../setup/stacks.ts";

/** What Databricks can do in the account through Unity Catalog's role, by a simulator of IAM. */
const bucket = "arn:aws:s3:::verger-aws-paris-databricks-0a1b2c3";
const photographs = "arn:aws:s3:::my-photographs";
const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const self = role("verger-aws-paris-databricks-unity-catalog");

type Line = readonly [what: string, action: string, resource: string, prefix?: string];

const allowed: readonly Line[] = [
  ["write features", "s3:PutObject", `${bucket}/runs/r1/features/0.parquet`],
  ["remove a half-written part", "s3:DeleteObject", `${bucket}/runs/r1/_temporary/0`],
  ["list the bucket", "s3:ListBucket", bucket],
  ["read a photograph", "s3:GetObject", `${photographs}/2026/apple/1.jpg`],
  ["list the photographs", "s3:ListBucket", photographs, "2026/apple/"],
  ["be itself, as Databricks requires", "sts:AssumeRole", self],
];

const denied: readonly Line[] = [
  ["read photographs outside the prefix", "s3:GetObject", `${photographs}/2025/private.jpg`],
  ["list photographs outside the prefix", "s3:ListBucket", photographs, ""],
  ["change a photograph", "s3:PutObject", `${photographs}/2026/apple/1.jpg`],
  ["delete a photograph", "s3:DeleteObject", `${photographs}/2026/apple/1.jpg`],
  ["read another bucket", "s3:GetObject", "arn:aws:s3:::payroll/2026.csv"],
  ["read another stack's run", "s3:GetObject", "arn:aws:s3:::verger-aws-paris-1234567/runs/r1/run.json"],
  ["delete old versions", "s3:DeleteObjectVersion", `${bucket}/runs/r1/run.json`],
  ["rewrite the bucket's policy", "s3:PutBucketPolicy", bucket],
  ["open the bucket to the public", "s3:PutBucketPublicAccessBlock", bucket],
  ["delete the bucket", "s3:DeleteBucket", bucket],
  ["take another role", "sts:AssumeRole", role("Administrator")],
  ["take the role that starts nodes", "sts:AssumeRole", role("verger-aws-paris-databricks-databricks")],
  ["pass a role", "iam:PassRole", self],
  ["widen itself", "iam:PutRolePolicy", self],
  ["drop its own boundary", "iam:DeleteRolePermissionsBoundary", self],
  ["start machines", "ec2:RunInstances", `arn:aws:ec2:eu-west-3:${account}:instance/*`],
  ["use a key of the account", "kms:Decrypt", `arn:aws:kms:eu-west-3:${account}:key/99999999`],
];

let catalog: Principal;
beforeAll(async () => {
  const images = { from: "bucket", bucket: "my-photographs", prefix: "2026/" };
  const stack = await recordStack("aws-paris-databricks", { ...databricksOnAwsStack, images });
  const policy: unknown = JSON.parse(
    String(stack.resource("aws:iam/policy:Policy", "unity-catalog").properties["policy"]),
  );
  catalog = { arn: self, policies: [policy], boundary: policy };
});

const requests = (lines: readonly Line[]) =>
  lines.map(([what, action, resource, prefix]) => {
    const context = prefix === undefined ? {} : { "s3:prefix": prefix };
    return { what, request: { action, resource, context } };
  });

describe(`Unity Catalog's role: ${allowed.length} requests allowed, ${denied.length} refused`, () => {
  it.each(requests(allowed))("$what: allowed", async ({ request }) => {
    expect(await isAllowed(catalog, request)).toBe(true);
  });

  it.each(requests(denied))("$what: refused", async ({ request }) => {
    expect(await isAllowed(catalog, request)).toBe(false);
  });
});
