import { EMRClient } from "@aws-sdk/client-emr";
import { SSMClient } from "@aws-sdk/client-ssm";
import { askingAws, awsClientOf } from "../aws/askingAws.ts";
import { databricksApi } from "./databricksApi.ts";
import { databricksSubmitter } from "./databricksSubmitter.ts";
import { emrSubmitter } from "./emrSubmitter.ts";
import type { JobSubmitter } from "./jobSubmitter.ts";
import { ssmSubmitter } from "./ssmSubmitter.ts";
import type { SubmissionRequest } from "./submissionRequest.ts";

/** The submitter of a request's platform, with credentials from the environment; its errors are in the house's words. */
export async function submitterFor(
  request: SubmissionRequest,
  environment: Readonly<Record<string, string | undefined>>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<JobSubmitter> {
  const { find, start, stateOf, cancel } = await submitterOf(request, environment, sleep);
  return {
    find: (runId) => askingAws(() => find(runId)),
    start: (run) => askingAws(() => start(run)),
    stateOf: (id) => askingAws(() => stateOf(id)),
    cancel: (id) => askingAws(() => cancel(id)),
  };
}

async function submitterOf(
  { target, region, maxHours }: SubmissionRequest,
  environment: Readonly<Record<string, string | undefined>>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<JobSubmitter> {
  const patient = awsClientOf(region);
  const once = { region, maxAttempts: 1 };
  switch (target.platform) {
    case "emr":
      return emrSubmitter(new EMRClient(patient), target.clusterId, new EMRClient(once));
    case "ec2": {
      const { primaryName: name, workers } = target;
      return ssmSubmitter(new SSMClient(patient), { name, workers, maxHours, sleep }, new SSMClient(once));
    }
    case "databricks": {
      const api = await databricksApi({ host: target.host, environment, fetch: globalThis.fetch });
      return databricksSubmitter(api, target.jobId);
    }
  }
}
