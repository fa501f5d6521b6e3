import { expect, it } from "vitest";
import type { PlannedResource } from "../../../infra/policy/policyRule.ts";
import { policyRules } from "../../../infra/policy/rules/index.ts";
import { euRegionsOnly } from "../../../infra/policy/rules/euRegionsOnly.ts";

const bucketIn = (region: string): PlannedResource => ({
  type: "aws:s3/bucket:Bucket",
  name: "bucket",
  component: "verger:aws:Storage",
  properties: { region },
});

const accountIn = (location: string): PlannedResource => ({
  ...bucketIn(""),
  type: "azure-native:storage:StorageAccount",
  properties: { location },
});

it("is part of the pack", () => {
  expect(policyRules).toContain(euRegionsOnly);
});

it.each(["eu-west-2", "eu-central-2", "us-east-1"])("refuses photographs in %s", (region) => {
  expect(euRegionsOnly.check([bucketIn(region)])).toMatchObject([{ message: expect.stringContaining(region) }]);
});

it("lets Paris and a global resource pass", () => {
  const role = { ...bucketIn(""), type: "aws:iam/role:Role", properties: {} };
  expect(euRegionsOnly.check([bucketIn("eu-west-3"), role])).toEqual([]);
});

it("reads Azure's two spellings of a location", () => {
  expect(euRegionsOnly.check([accountIn("France Central"), accountIn("francecentral")])).toEqual([]);
  expect(euRegionsOnly.check([accountIn("UK South")])).toHaveLength(1);
});
