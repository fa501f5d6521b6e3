import { SSMClient } from "@aws-sdk/client-ssm";
import { awsClientOf } from "../../aws/askingAws.ts";
import { openFolder, type Surroundings } from "../openRun.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import { jobReader } from "../watch/jobReader.ts";
import { databricksLogs } from "./databricksLogs.ts";
import { ec2Logs } from "./ec2Logs.ts";
import { emrLogs } from "./emrLogs.ts";
import { logsFolder } from "./logFiles.ts";
import type { LogSource } from "./logSource.ts";

/** Every log of a job that its platform has, the driver's first. Platforms bring them with minutes of delay. */
export async function logSources(asked: AskedJob, surroundings: Surroundings): Promise<readonly LogSource[]> {
  const { target, region } = asked.request;
  if (target.platform === "databricks") return databricksLogs(asked, target, surroundings);
  const logs = await openFolder(asked, logsFolder(asked), surroundings);
  if (target.platform === "ec2") return ec2Logs(asked, new SSMClient(awsClientOf(region)), logs);
  return emrLogs(target.clusterId, await jobReader(asked, surroundings.environment), logs);
}
