import type { DatabricksCompute } from "../../config/compute/databricks.ts";

/** The Spark version of each long-term runtime: by it Databricks finds the runtime's full name. */
export const sparkVersionOf: Readonly<Record<DatabricksCompute["runtime"], string>> = {
  "18": "4.1",
  "17.3": "4.0",
  "16.4": "3.5",
};
