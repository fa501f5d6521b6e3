import { readFileSync } from "node:fs";
import { z } from "zod";

const Case = z.object({
  name: z.string(),
  scale: z.boolean(),
  whiten: z.boolean(),
  rows: z.int(),
  columns: z.int(),
  values: z.array(z.number()),
  rank: z.int(),
  mean: z.array(z.number()),
  divisors: z.array(z.number()),
  components: z.array(z.number()),
  explainedVariance: z.array(z.number()),
  explainedVarianceRatio: z.array(z.number()),
  projections: z.array(z.number()),
});
export type GoldenPca = z.output<typeof Case>;

/** What scikit-learn computed for small data sets (`npm run golden:pca`). */
export const goldenPca: readonly GoldenPca[] = z
  .array(Case)
  .parse(JSON.parse(readFileSync(new URL("golden/pca.json", import.meta.url), "utf8")));
