import { EC2Client } from "@aws-sdk/client-ec2";
import { EMRClient } from "@aws-sdk/client-emr";
import { nodeGroups } from "../../../config/nodeGroups.ts";
import type { Settings } from "../../../config/settings.ts";
import { askingAws, awsClientOf } from "../../aws/askingAws.ts";
import { databricksApi } from "../../submission/databricksApi.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import type { ComputeReader } from "./computeStatus.ts";
import { databricksCompute } from "./databricksCompute.ts";
import { ec2Compute } from "./ec2Compute.ts";
import { emrCompute } from "./emrCompute.ts";

/** Reads what runs a stack's job, with credentials from the environment; its errors are in the house's words. */
export async function computeFor(
  asked: AskedJob,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ComputeReader> {
  const read = await readerFor(asked, settings, environment);
  return () => askingAws(read);
}

async function readerFor(
  { request, runId }: AskedJob,
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ComputeReader> {
  const { target, region, stack } = request;
  switch (target.platform) {
    case "emr":
      return emrCompute(new EMRClient(awsClientOf(region)), target.clusterId);
    case "ec2":
      return ec2Compute(new EC2Client(awsClientOf(region)), stack);
    case "databricks": {
      const api = await databricksApi({ host: target.host, environment, fetch: globalThis.fetch });
      return databricksCompute(api, { jobId: target.jobId, runId, nodes: nodeGroups(settings) });
    }
  }
}
