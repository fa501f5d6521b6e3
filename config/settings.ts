import { z } from "zod";
import { addresses } from "./addresses.ts";
import { databricksOnAws, databricksOnAzure } from "./compute/databricks.ts";
import { ec2 } from "./compute/ec2.ts";
import { emr } from "./compute/emr.ts";
import { awsImages, azureImages } from "./images.ts";
import { limits } from "./limits.ts";
import { regions } from "./regions.ts";
import { tags } from "./tags.ts";

const everyCloud = {
  allowEea: z.boolean().default(false).describe("Also allow regions of the EEA outside the EU (Norway)"),
  allowUnknownPrice: z
    .boolean()
    .default(false)
    .describe("Allow a node type whose price is not known; then limits.maxHours must be given"),
  job: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("What the job computes: the fields of a job spec (verger job --help)"),
  limits,
  owner: z.email().optional().describe("Who is told when the budget is nearly spent"),
  tags,
  retainResults: z.boolean().default(true).describe("Keep the results when the stack is destroyed"),
};

const [firstAws = "", ...otherAws] = namesIn("aws");
const [firstAzure = "", ...otherAzure] = namesIn("azure");

export const AwsSettings = z
  .strictObject({
    cloud: z.literal("aws").describe("Amazon Web Services"),
    region: z.enum([firstAws, ...otherAws]).describe("Where everything runs and rests"),
    compute: z.discriminatedUnion("platform", [emr, ec2, databricksOnAws]).describe("What runs the job"),
    images: awsImages,
    notebook: z
      .enum(["none", "jupyterhub", "sagemaker", "databricks"])
      .default("none")
      .describe(
        "A notebook on the results: jupyterhub on EMR's primary node, sagemaker (a Studio domain beside EMR), databricks in the workspace",
      ),
    operator: z
      .enum(["user", "role", "none"])
      .default("user")
      .describe("Who may run and watch the job: a user in a group of its own, a role to assume, or nobody new"),
    accessKey: z
      .boolean()
      .default(false)
      .describe("Make a static access key for the operator user, as a secret output (better: none)"),
    customerKey: z
      .boolean()
      .default(false)
      .describe("Encrypt with a KMS key of the stack's own instead of the provider's"),
    accessLogs: z.boolean().default(false).describe("Log every request to the stack's bucket"),
    ...everyCloud,
  })
  .describe("A stack on Amazon Web Services");

export const AzureSettings = z
  .strictObject({
    cloud: z.literal("azure").describe("Microsoft Azure"),
    region: z.enum([firstAzure, ...otherAzure]).describe("Where everything runs and rests"),
    compute: z.discriminatedUnion("platform", [databricksOnAzure]).describe("What runs the job"),
    images: azureImages,
    notebook: z.enum(["none", "databricks"]).default("none").describe("A notebook on the results, in the workspace"),
    allowedAddresses: addresses
      .default([])
      .describe("Public IPv4 addresses or ranges that may read the kept results once the workspace is gone: yours"),
    ...everyCloud,
  })
  .describe("A stack on Microsoft Azure");

/** What a stack may say, under `verger:` in `stacks/Pulumi.<stack>.yaml`. */
export const Settings = z.discriminatedUnion("cloud", [AwsSettings, AzureSettings]).describe("A Verger stack");

export type AwsSettings = z.output<typeof AwsSettings>;
export type AzureSettings = z.output<typeof AzureSettings>;
export type Settings = z.output<typeof Settings>;
export type Compute = Settings["compute"];

function namesIn(cloud: "aws" | "azure"): readonly string[] {
  return regions
    .filter((region) => region.cloud === cloud && (region.standing === "eu" || region.standing === "eea"))
    .map(({ name }) => name);
}
