import { z } from "zod";

/** Longest run a stack may ask for: four weeks, as long as EMR's own idle limit is seven days. */
export const longestHours = 672;

export const limits = z
  .strictObject({
    budget: z
      .number()
      .gt(0)
      .max(1_000_000)
      .default(10)
      .describe("The most one run of the cluster may cost; everything stops before it is spent")
      .meta({ unit: "USD" }),
    maxHours: z
      .number()
      .min(0.5)
      .max(longestHours)
      .optional()
      .describe("Hours after which everything ends (default: what the budget pays for)")
      .meta({ unit: "hours" }),
    idleMinutes: z
      .int()
      .min(10)
      .max(1440)
      .default(15)
      .describe("Minutes without work after which the platform ends the cluster")
      .meta({ unit: "minutes" }),
  })
  .prefault({})
  .describe("What ends the spending");
