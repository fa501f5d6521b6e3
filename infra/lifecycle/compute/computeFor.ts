import { EC2Client } from "@aws-sdk/client-ec2";
import { EMRClient } from "@aws-sdk/client-emr";
import { nodeGroups } from "../../../config/nodeGroups.ts";
import type { Settings } from "../../../config/settings.ts";
import { databricksApi } from "../../submission/databricksApi.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import type { ComputeReader } from "./computeStatus.ts";
import { databricksCompute } from "./databricksCompute.ts";
import { ec2Compute } from "./ec2Compute.ts";
import { emrCompute } from "./emrCompute.ts";

/** Reads what runs a stack's job, with credentials from the environment. */
export async function computeFor(
  { request, runId }: AskedJob,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ComputeReader> {
  const { target, region, stack } = request;
  const client = { region, maxAttempts: 5 };
  switch (target.platform) {
    case "emr":
      return emrCompute(new EMRClient(client), target.clusterId);
    case "ec2":
      return ec2Compute(new EC2Client(client), stack);
    case "databricks": {
      const api = await databricksApi({ host: target.host, environment, fetch: globalThis.fetch });
      return databricksCompute(api, { jobId: target.jobId, runId, nodes: nodeGroups(settings) });
    }
  }
}
