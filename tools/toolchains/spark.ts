import { java } from "./java.ts";
import { pythonEnvironment } from "./python.ts";
import type { Toolchain } from "./toolchain.ts";

/** A Python with PySpark in it, Spark's own Java part included. */
async function spark(requirements: string): Promise<Toolchain> {
  const jvm = await java();
  return jvm.ready ? pythonEnvironment(requirements) : jvm;
}

/** As on EMR 7.13. */
export const spark35 = (): Promise<Toolchain> => spark("requirements-spark35.txt");

/** As on Databricks 18 LTS. */
export const spark41 = (): Promise<Toolchain> => spark("requirements-spark41.txt");
