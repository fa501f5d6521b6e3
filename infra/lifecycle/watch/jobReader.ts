import { SSMClient } from "@aws-sdk/client-ssm";
import { askingAws, awsClientOf } from "../../aws/askingAws.ts";
import type { SubmittedJob } from "../../submission/jobSubmitter.ts";
import { commandOf } from "../../submission/ssmSubmitter.ts";
import { submitterFor } from "../../submission/submitterFor.ts";
import type { AskedJob } from "../stack/stackRecord.ts";

/** The platform's own word on a job; undefined where it knows of none. Reads and never changes anything. */
export type JobReader = () => Promise<SubmittedJob | undefined>;

/** Reads a job's state, with credentials from the environment. */
export async function jobReader(
  { request, runId, computeMadeAt }: AskedJob,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<JobReader> {
  const { target, region } = request;
  if (target.platform === "ec2") {
    const client = new SSMClient(awsClientOf(region));
    return () => askingAws(() => commandOf(client, runId, computeMadeAt));
  }
  const submitter = await submitterFor(request, environment, neverWaits);
  return () => submitter.find(runId);
}

/** EMR and Databricks answer at once. */
const neverWaits = (): Promise<void> => Promise.reject(new TypeError("nothing to wait for"));
