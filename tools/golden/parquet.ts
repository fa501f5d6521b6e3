import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { python } from "../toolchains/python.ts";
import { spark35 } from "../toolchains/spark.ts";

/** Writes the Parquet files of other tools that our reader is tested with: `npm run golden:parquet`. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
for (const [script, toolchain] of [
  ["parquet.py", await python()],
  ["sparkParquet.py", await spark35()],
] as const) {
  if (!toolchain.ready) throw new Error(toolchain.why);
  execFileSync(toolchain.path, [path(script), path("../../test/job/results/golden")], { stdio: "inherit" });
}
