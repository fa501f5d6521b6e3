import { z } from "zod";
import { diskGiB, nodeType, spot } from "./disk.ts";

export const ec2 = z
  .strictObject({
    platform: z.literal("ec2").describe("EC2 instances that Verger sets up itself"),
    primary: z.strictObject({ type: nodeType, diskGiB }).describe("The first instance; always on demand"),
    workers: z
      .strictObject({
        type: nodeType.optional().describe("Node type of the workers (default: the primary's)"),
        count: z
          .int()
          .min(0)
          .max(100)
          .default(0)
          .describe("0: the primary runs the job on its own cores. More: standalone Spark over the workers"),
        spot,
        diskGiB,
      })
      .prefault({})
      .describe("Further instances"),
  })
  .describe("EC2 instances without a managed service");

export type Ec2Compute = z.output<typeof ec2>;
