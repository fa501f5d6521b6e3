import { Provider } from "@pulumi/databricks/provider.js";
import { StorageCredential } from "@pulumi/databricks/storageCredential.js";
import { interpolate, type Output, output } from "@pulumi/pulumi";
import { pricePerHour } from "../../config/cost/pricePerHour.ts";
import type { AzureSettings } from "../../config/settings.ts";
import { CatalogVolumes } from "../databricks/catalogVolumes.ts";
import { ResultsNotebook } from "../databricks/resultsNotebook.ts";
import { SparkJob } from "../databricks/sparkJob.ts";
import { VolumeFiles } from "../databricks/volumeFiles.ts";
import type { DeployContext } from "../deployContext.ts";
import type { Outputs } from "../outputs.ts";
import { submitJob } from "../submission/submitJob.ts";
import { AccessConnector } from "./accessConnector.ts";
import { azureStack, type AzureStack, named } from "./azureStack.ts";
import { BlobStorage } from "./blobStorage.ts";
import { imagesContainer } from "./imagesContainer.ts";
import { InjectedNetwork } from "./injectedNetwork.ts";
import { SpendingBudget } from "./spendingBudget.ts";
import { DatabricksWorkspace } from "./workspace.ts";

/** A stack on Azure: network and workspace, storage and the identity that reaches it, and the job. */
export async function deployOnAzure(settings: AzureSettings, context: DeployContext): Promise<Outputs> {
  const stack = await azureStack(settings, context);
  const ofAzure = { provider: stack.provider };

  const place = workspaceOf(settings, stack);
  const connector = new AccessConnector("connector", stack, ofAzure);
  const storage = new BlobStorage(
    "storage",
    {
      stack,
      retainResults: settings.retainResults,
      allowedAddresses: settings.allowedAddresses,
      subnetIds: place.subnetIds,
      connectorId: connector.id,
    },
    ofAzure,
  );
  const images = imagesContainer(settings, stack);
  const access = [
    connector.assign("storage", "Storage Blob Data Contributor", storage.containerId),
    ...(images === undefined ? [] : [connector.assign("images", "Storage Blob Data Reader", images.containerId)]),
  ];
  const budget = { stack, budgetUSD: settings.limits.budget, owner: settings.owner, since: monthOf(context.now) };
  new SpendingBudget("budget", budget, ofAzure);

  const workspace = new Provider("databricks", { host: place.url });
  const ofDatabricks = { providers: { databricks: workspace } };
  const credential = new StorageCredential(
    "storage",
    {
      name: named(stack),
      comment: `Made by Verger for the stack ${context.stack}`,
      azureManagedIdentity: { accessConnectorId: connector.id },
      isolationMode: "ISOLATION_MODE_ISOLATED",
      skipValidation: true,
      forceDestroy: true,
    },
    { parent: connector, provider: workspace },
  );
  const volumes = new CatalogVolumes(
    "catalog",
    {
      stack: context.stack,
      credential,
      storage: storage.url,
      imagesElsewhere: images && { credential, url: images.url },
      after: [...access, storage],
    },
    ofDatabricks,
  );
  const { bundle } = context;
  const files = new VolumeFiles("files", { bundle, folder: volumes.bundles, after: volumes.ready }, ofDatabricks);
  if (settings.notebook === "databricks")
    new ResultsNotebook("notebook", { stack: context.stack, runs: volumes.runs }, ofDatabricks);
  const job = new SparkJob(
    "job",
    {
      context,
      compute: settings.compute,
      cloud: "azure",
      tags: stack.tags,
      provider: workspace,
      owner: settings.owner,
      initScript: files.initScript,
      bundle: files.bundle,
      logs: volumes.logs,
      after: [...volumes.ready, files],
    },
    ofDatabricks,
  );
  const { runs } = volumes;
  const target = job.id.apply((jobId) => place.url.apply((host) => ({ platform: "databricks" as const, host, jobId })));
  const endsAt = output(`${Number(context.maxHours.toFixed(2))} hours after a run starts, by Databricks`);
  const submission = submitJob(settings, context, {
    target,
    computeId: job.id,
    endsAt,
    consoleUrl: job.url,
    runs,
    images: volumes.images,
    after: [job],
  });

  return {
    cloud: "azure",
    region: settings.region,
    platform: "databricks",
    storage: storage.url,
    runs,
    images: volumes.images,
    bundle: files.bundle,
    computeId: job.id,
    consoleUrl: job.url,
    sparkUi: interpolate`${job.url} (a run, its cluster, Spark UI)`,
    pricePerHour: pricePerHour(settings),
    endsAt,
    submission: submission.run,
    destroy: `pulumi destroy --stack ${context.stack}`,
  };
}

interface WorkspacePlace {
  readonly url: Output<string>;
  /** Subnets of the stack's own workspace; none when it is another's. */
  readonly subnetIds: readonly Output<string>[];
}

function workspaceOf({ compute }: AzureSettings, stack: AzureStack): WorkspacePlace {
  if (compute.workspace.kind === "existing") return { url: output(compute.workspace.url), subnetIds: [] };
  const options = { provider: stack.provider };
  const network = new InjectedNetwork("network", stack, options);
  const { url } = new DatabricksWorkspace("workspace", { stack, network }, options);
  return { url, subnetIds: network.subnetIds };
}

/** First day of the month, in UTC. */
const monthOf = (now: Date): string => `${now.toISOString().slice(0, 7)}-01`;
