import { z } from "zod";
import { diskGiB, nodeType, spot } from "./disk.ts";

/** Databricks Runtime versions with long-term support: 18 is Spark 4.1, 17.3 is Spark 4.0, 16.4 is Spark 3.5. */
export const databricksRuntimes = ["18", "17.3", "16.4"] as const;

const newWorkspace = z
  .strictObject({ kind: z.literal("new").describe("Made by the stack, and removed with it") })
  .describe("A workspace of the stack's own");

const newAwsWorkspace = newWorkspace
  .extend({
    accountId: z.uuid().optional().describe("Your Databricks account (default: the variable DATABRICKS_ACCOUNT_ID)"),
  })
  .describe("A workspace of the stack's own, made through your Databricks account");

const existingWorkspace = z
  .strictObject({
    kind: z.literal("existing").describe("One you have"),
    url: z
      .url({ protocol: /^https$/ })
      .describe("Address of the workspace, such as https://dbc-0123abcd-4567.cloud.databricks.com"),
  })
  .describe("A workspace you have: the stack adds a job to it and removes it again");

const platform = z.literal("databricks").describe("A Databricks job cluster");
const runtime = z
  .enum(databricksRuntimes)
  .default("18")
  .describe("Databricks Runtime with long-term support; it fixes the Spark version");

const workerCounts = {
  type: nodeType,
  min: z.int().min(1).max(100).default(2).describe("Workers the cluster starts with and keeps"),
  max: z.int().min(1).max(100).optional().describe("Workers autoscaling may add up to (default: min, no scaling)"),
  spot,
};

export const databricksOnAws = z
  .strictObject({
    platform,
    runtime,
    workspace: z.discriminatedUnion("kind", [newAwsWorkspace, existingWorkspace]).default({ kind: "new" }),
    driver: z.strictObject({ type: nodeType }).describe("The driver node; always on demand"),
    workers: z.strictObject(workerCounts).describe("The nodes that run the job"),
    diskGiB,
  })
  .describe("A Databricks job cluster on AWS");

export const databricksOnAzure = z
  .strictObject({
    platform,
    runtime,
    workspace: z.discriminatedUnion("kind", [newWorkspace, existingWorkspace]).default({ kind: "new" }),
    driver: z.strictObject({ type: nodeType }).describe("The driver node; always on demand"),
    workers: z.strictObject(workerCounts).describe("The nodes that run the job"),
  })
  .describe("A Databricks job cluster on Azure");

export type DatabricksOnAws = z.output<typeof databricksOnAws>;
export type DatabricksOnAzure = z.output<typeof databricksOnAzure>;
export type DatabricksCompute = DatabricksOnAws | DatabricksOnAzure;
