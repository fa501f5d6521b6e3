import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowedRegions, databricksRegions } from "../../config/regions.ts";
import { loadStack } from "../../infra/plan/loadStack.ts";
import type { PlannedResource } from "../../infra/policy/policyRule.ts";
import { policyRules } from "../../infra/policy/rules/index.ts";
import { recordSettings, recordStack } from "./setup/recordStack.ts";

const stacksFolder = new URL("../../stacks/", import.meta.url).pathname;
const shipped = readdirSync(stacksFolder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

const mandatory = policyRules.filter(({ enforcement }) => enforcement === "mandatory");
const broken = (resources: readonly PlannedResource[]): string[] =>
  mandatory.flatMap(({ id, check }) =>
    check(resources).map(({ resource, message }) => `${id}: ${resource.name}: ${message}`),
  );

describe("the shipped stacks", () => {
  it("are the five that are promised, at least", () => {
    expect(shipped).toEqual(
      expect.arrayContaining([
        "aws-dublin",
        "aws-paris",
        "aws-paris-databricks",
        "aws-paris-ec2",
        "azure-francecentral",
      ]),
    );
  });

  it.each(shipped)("%s breaks no mandatory rule", async (name) => {
    const { resources } = await recordSettings(name, loadStack(stacksFolder, name).settings);
    expect(resources.length).toBeGreaterThan(25);
    expect(broken(resources)).toEqual([]);
  });
});

/** Settings a person may write: any region and option, node types whose price need not be known. */
const common = {
  allowUnknownPrice: fc.constant(true),
  limits: fc.record({
    budget: fc.constant(100_000),
    maxHours: fc.integer({ min: 1, max: 48 }),
    idleMinutes: fc.integer({ min: 10, max: 60 }),
  }),
  retainResults: fc.boolean(),
  owner: fc.constantFrom("ada@example.org", undefined),
};
const workers = { min: fc.integer({ min: 1, max: 5 }), max: fc.integer({ min: 5, max: 20 }), spot: fc.boolean() };
const awsType = fc.constantFrom("m5.xlarge", "m5.4xlarge", "r5.2xlarge");
const region = (cloud: "aws" | "azure", databricks: boolean) =>
  fc.constantFrom(
    ...allowedRegions(cloud, false)
      .map(({ name }) => name)
      .filter((name) => !databricks || databricksRegions[cloud].includes(name)),
  );

const emr = fc.record({
  cloud: fc.constant("aws"),
  region: region("aws", false),
  compute: fc.record({
    platform: fc.constant("emr"),
    primary: fc.record({ type: awsType }),
    workers: fc.record({ type: awsType, onDemand: fc.constant(1), ...workers }),
  }),
  notebook: fc.constantFrom("none", "jupyterhub", "sagemaker"),
  operator: fc.constantFrom("user", "role", "none"),
  customerKey: fc.boolean(),
  accessLogs: fc.boolean(),
  ...common,
});
const ec2 = fc.record({
  cloud: fc.constant("aws"),
  region: region("aws", false),
  compute: fc.record({
    platform: fc.constant("ec2"),
    primary: fc.record({ type: awsType }),
    workers: fc.record({ type: awsType, count: fc.integer({ min: 0, max: 5 }), spot: fc.boolean() }),
  }),
  images: fc.constantFrom({ from: "own" }, { from: "bucket", bucket: "my-photographs", prefix: "2026/" }),
  customerKey: fc.boolean(),
  ...common,
});
const databricks = (cloud: "aws" | "azure", type: fc.Arbitrary<string>, url: string) =>
  fc.record({
    cloud: fc.constant(cloud),
    region: region(cloud, true),
    compute: fc.record({
      platform: fc.constant("databricks"),
      workspace: fc.constantFrom({ kind: "new" }, { kind: "existing", url }),
      driver: fc.record({ type }),
      workers: fc.record({ type, ...workers }),
    }),
    notebook: fc.constantFrom("none", "databricks"),
    ...common,
  });
const anySettings = fc.oneof(
  emr,
  ec2,
  databricks("aws", awsType, "https://dbc-1-2.cloud.databricks.com"),
  databricks("azure", fc.constantFrom("Standard_D8s_v3"), "https://adb-1.2.azuredatabricks.net"),
);

describe("any stack a person may write", () => {
  it("can be declared, breaks no mandatory rule and never leaves the EU", async () => {
    await fc.assert(
      fc.asyncProperty(anySettings, fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/), async (settings, name) => {
        const { resources } = await recordStack(name, settings);
        expect(broken(resources)).toEqual([]);
        const regions = resources.flatMap(({ properties }) => properties["region"] ?? properties["location"] ?? []);
        expect(new Set(regions)).toEqual(new Set([settings.region]));
      }),
      { numRuns: 12 },
    );
  });
});
