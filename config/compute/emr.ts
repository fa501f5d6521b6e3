import { z } from "zod";
import { diskGiB, nodeType, spot } from "./disk.ts";

/** EMR releases the bundle is built for. Spark 3.5 in both. */
export const emrReleases = ["emr-7.13.0", "emr-7.12.0"] as const;

export const emr = z
  .strictObject({
    platform: z.literal("emr").describe("Amazon EMR on EC2"),
    release: z.enum(emrReleases).default("emr-7.13.0").describe("EMR release; it fixes the Spark version"),
    primary: z
      .strictObject({ type: nodeType, diskGiB })
      .describe("The node that runs YARN's resource manager; always on demand"),
    workers: z
      .strictObject({
        type: nodeType,
        min: z.int().min(1).max(100).default(2).describe("Fewest workers; without spot, the core nodes that hold HDFS"),
        max: z
          .int()
          .min(1)
          .max(100)
          .optional()
          .describe(
            "Workers, from the start to the end (default: min): without a way to the internet EMR cannot scale",
          ),
        onDemand: z
          .int()
          .min(1)
          .max(100)
          .default(1)
          .describe("Core nodes: on demand even with spot, they hold the Spark driver and HDFS"),
        spot,
        diskGiB,
      })
      .describe("The nodes that run the job"),
  })
  .describe("An EMR cluster");

export type EmrCompute = z.output<typeof emr>;
