import { z } from "zod";

const Texts = z.record(z.string(), z.string());

/** What the stand-in reads of a job. Source: Databricks REST API, Jobs 2.2, create. */
export const JobSettings = z.looseObject({
  name: z.string(),
  max_concurrent_runs: z.int().default(1),
  timeout_seconds: z.int().default(0),
  parameters: z.array(z.object({ name: z.string(), default: z.string() })).default([]),
  job_clusters: z.array(
    z.object({
      job_cluster_key: z.string(),
      new_cluster: z.looseObject({
        spark_conf: Texts.default({}),
        spark_env_vars: Texts.default({}),
        custom_tags: Texts.default({}),
        init_scripts: z.array(z.object({ volumes: z.object({ destination: z.string() }) })).default([]),
        cluster_log_conf: z.object({ volumes: z.object({ destination: z.string() }) }).optional(),
      }),
    }),
  ),
  tasks: z.array(
    z.looseObject({
      task_key: z.string(),
      job_cluster_key: z.string(),
      spark_python_task: z.object({ python_file: z.string(), parameters: z.array(z.string()).default([]) }),
    }),
  ),
});
export type JobSettings = z.output<typeof JobSettings>;
