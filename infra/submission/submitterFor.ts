import { EMRClient } from "@aws-sdk/client-emr";
import { SSMClient } from "@aws-sdk/client-ssm";
import { databricksApi } from "./databricksApi.ts";
import { databricksSubmitter } from "./databricksSubmitter.ts";
import { emrSubmitter } from "./emrSubmitter.ts";
import type { JobSubmitter } from "./jobSubmitter.ts";
import { ssmSubmitter } from "./ssmSubmitter.ts";
import type { SubmissionRequest } from "./submissionRequest.ts";

/** The submitter of a request's platform, with credentials from the environment. */
export async function submitterFor(
  { target, region, maxHours }: SubmissionRequest,
  environment: Readonly<Record<string, string | undefined>>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<JobSubmitter> {
  switch (target.platform) {
    case "emr":
      return emrSubmitter(new EMRClient({ region }), target.clusterId);
    case "ec2": {
      const { primaryName: name, workers } = target;
      return ssmSubmitter(new SSMClient({ region }), { name, workers, maxHours, sleep });
    }
    case "databricks": {
      const api = await databricksApi({ host: target.host, environment, fetch: globalThis.fetch });
      return databricksSubmitter(api, target.jobId);
    }
  }
}
