import { Provider } from "@pulumi/databricks/provider.js";
import { interpolate, output, type Output } from "@pulumi/pulumi";
import type { DatabricksOnAws } from "../../config/compute/databricks.ts";
import type { AwsSettings } from "../../config/settings.ts";
import { InputError } from "../../job/contract/errors.ts";
import { CatalogVolumes } from "../databricks/catalogVolumes.ts";
import { ResultsNotebook } from "../databricks/resultsNotebook.ts";
import { SparkJob } from "../databricks/sparkJob.ts";
import { nodeScript } from "../nodeScripts.ts";
import { bundleKey, scriptKey, volumePath } from "../storageLayout.ts";
import { DatabricksWorkspace } from "./databricksWorkspace.ts";
import type { Foundations } from "./foundations.ts";
import { imagesElsewhere } from "./imagesFolder.ts";
import type { Platform } from "./platform.ts";
import { sha256 } from "../sha256.ts";
import { UnityCatalogRole } from "./unityCatalogRole.ts";

/** A workspace (the stack's own, or one that is there), the storage as it sees it, and the job. */
export function deployDatabricks(settings: AwsSettings, compute: DatabricksOnAws, foundations: Foundations): Platform {
  const { stack, storage, bucketKeyArn } = foundations;
  const { context, tags } = stack;
  const images = imagesElsewhere(settings);
  const host = workspaceUrl(compute, foundations);
  const workspace = new Provider("databricks", { host });
  const providers = { aws: stack.provider, databricks: workspace };

  const access = new UnityCatalogRole(
    "unity-catalog",
    { stack, images, workspace, bucket: storage.bucket, keyArn: bucketKeyArn },
    { providers },
  );
  const { credential } = access;
  const volumes = new CatalogVolumes(
    "catalog",
    {
      stack: context.stack,
      credential,
      storage: interpolate`s3://${storage.bucket}`,
      imagesElsewhere: images && { credential, url: `s3://${images.bucket}/${images.prefix}` },
      after: [access],
    },
    { providers },
  );
  const script = nodeScript("databricks-init.sh");
  storage.uploadScript("databricks-init.sh", script);
  const bundle = interpolate`${volumes.bundles}${volumePath(bundleKey(context.bundle.sha256))}`;
  if (settings.notebook === "databricks")
    new ResultsNotebook("notebook", { stack: context.stack, runs: volumes.runs }, { providers });
  const job = new SparkJob(
    "job",
    {
      context,
      compute,
      tags,
      bundle,
      cloud: "aws",
      provider: workspace,
      owner: settings.owner,
      initScript: interpolate`${volumes.bundles}${volumePath(scriptKey("databricks-init.sh", sha256(script)))}`,
      logs: volumes.logs,
      after: [...volumes.ready, storage],
    },
    { providers },
  );
  return {
    computeId: job.id,
    consoleUrl: job.url,
    sparkUi: interpolate`${job.url} (a run, its cluster, Spark UI)`,
    endsAt: output(`${Number(context.maxHours.toFixed(2))} hours after a run starts, by Databricks`),
    ready: [job],
    runs: volumes.runs,
    images: volumes.images,
    bundle,
    target: job.id.apply((jobId) => host.apply((url) => ({ platform: "databricks" as const, host: url, jobId }))),
  };
}

function workspaceUrl({ workspace }: DatabricksOnAws, { stack }: Foundations): Output<string> {
  if (workspace.kind === "existing") return output(workspace.url);
  const databricksAccountId = workspace.accountId ?? stack.context.databricksAccountId;
  if (databricksAccountId === undefined)
    throw new InputError(
      "verger:compute.workspace: a new workspace needs the id of your Databricks account",
      "set DATABRICKS_ACCOUNT_ID, or write it as compute.workspace.accountId",
    );
  return new DatabricksWorkspace("workspace", { stack, databricksAccountId }, { provider: stack.provider }).url;
}
