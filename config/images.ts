import { z } from "zod";

const expected = z
  .int()
  .min(1)
  .max(1_000_000_000)
  .default(10_000)
  .describe("How many images you expect; estimates of time and price use it, nothing else does");

const prefix = z
  .string()
  .regex(/^([^/].*\/)?$/, "expected a path that ends in / and does not start with one")
  .default("")
  .describe("Only the objects under this path, such as photographs/2026/ (default: all)");

const own = z
  .strictObject({
    from: z.literal("own").describe("The stack's own bucket or container: put your images under images/"),
    expected,
  })
  .describe("Images you upload to the stack's own storage");

const existingBucket = z
  .strictObject({
    from: z.literal("bucket").describe("A bucket you have; the stack only ever reads it"),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected a bucket name: 3 to 63 of a-z, 0-9, . and -")
      .describe("Name of the bucket, without s3://"),
    region: z.string().optional().describe("Region of the bucket (default: the stack's)"),
    prefix,
    expected,
  })
  .describe("Images in an S3 bucket you have");

const existingContainer = z
  .strictObject({
    from: z.literal("container").describe("A Blob container you have; the stack only ever reads it"),
    storageAccount: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, "expected a storage account name: 3 to 24 of a-z and 0-9")
      .describe("Name of the storage account"),
    resourceGroup: z
      .string()
      .regex(/^[\w().-]{1,90}$/, "expected a resource group name")
      .describe("Resource group of the storage account"),
    container: z
      .string()
      .regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/, "expected a container name: 3 to 63 of a-z, 0-9 and single -")
      .describe("Name of the container"),
    region: z.string().optional().describe("Region of the storage account (default: the stack's)"),
    prefix,
    expected,
  })
  .describe("Images in a Blob container you have");

export const awsImages = z
  .discriminatedUnion("from", [own, existingBucket])
  .prefault({ from: "own" })
  .describe("Where the photographs are");

export const azureImages = z
  .discriminatedUnion("from", [own, existingContainer])
  .prefault({ from: "own" })
  .describe("Where the photographs are");
