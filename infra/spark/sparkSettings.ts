import { driverMB, type ExecutorLayout } from "./executorLayout.ts";

/** Settings that hold on every platform: small files, small Arrow batches, a task per core. */
export const pictureSettings: Readonly<Record<string, string>> = {
  "spark.task.cpus": "1",
  // 4 MB, the default, packs only some 31 photographs into a task; 256 KB packs hundreds.
  "spark.sql.files.openCostInBytes": "262144",
  "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
  "spark.sql.execution.arrow.pyspark.enabled": "true",
  // A photograph that crashes its task four times ends the job with the reason.
  "spark.task.maxFailures": "4",
};

/** `spark-defaults` for `nodes` equal workers: fixed executors, the driver where the job is started. */
export function sparkSettings(layout: ExecutorLayout, nodes: number): Record<string, string> {
  return {
    ...pictureSettings,
    "spark.submit.deployMode": "client",
    "spark.dynamicAllocation.enabled": "false",
    "spark.executor.instances": String(layout.executorsPerNode * nodes),
    "spark.executor.cores": String(layout.coresPerExecutor),
    "spark.executor.memory": `${layout.heapMB}m`,
    "spark.executor.memoryOverhead": `${layout.overheadMB}m`,
    "spark.driver.memory": `${driverMB.heap}m`,
    "spark.driver.memoryOverhead": `${driverMB.overhead}m`,
  };
}
