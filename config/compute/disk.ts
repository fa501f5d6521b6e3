import { z } from "zod";

/** The encrypted disk of each node. */
export const diskGiB = z
  .int()
  .min(32)
  .max(16_384)
  .default(64)
  .describe("Size of each node's encrypted disk")
  .meta({ unit: "GiB" });

export const nodeType = z.string().describe("Node type; verger config explain compute.workers.type lists them");

export const spot = z
  .boolean()
  .default(false)
  .describe("Buy workers on the spot market: cheaper, and they may be taken back. The primary node never is");
