import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { resultsGroupPrefix, storageAccountName } from "../../infra/names.ts";
import { databricksOfAzure } from "../../infra/submission/databricksApi.ts";
import { autoName } from "../../tools/pulumi/stubProvider/autoName.ts";
import { openAzure } from "../cloud/setup/azure/openAzure.ts";
import { subscriptionId, workspaceHost } from "../cloud/setup/azure/startAzure.ts";
import { type LocalDatabricks, startDatabricks } from "../cloud/setup/databricks/startDatabricks.ts";
import { mirrorInAzure } from "../cloud/setup/mirror/azure.ts";
import { mirrorInDatabricks } from "../cloud/setup/mirror/databricks.ts";
import { startAzurite } from "../cloud/setup/startAzurite.ts";
import type { LocalServer } from "../cloud/setup/startServer.ts";
import type { RehearsalTools, StandIns } from "./standIns.ts";

const stack = "azure-francecentral";

/**
 * A Resource Manager of ours, Azurite for Blob storage, and the workspace the stack makes, which really runs its jobs:
 * each under the name it has in Azure.
 */
export async function azureStandIns({ azurite, spark }: RehearsalTools, folder: string): Promise<StandIns> {
  await mkdir(join(folder, "databricks"), { recursive: true });
  // The certificate and the proxy want its name before the stack has it: that of the stack's first life.
  const group = autoName(resultsGroupPrefix(stack), 0);
  const account = storageAccountName(stack, subscriptionId, group);
  const blob = `${account}.blob.core.windows.net`;
  let databricks: LocalDatabricks | undefined;
  let storage: LocalServer | undefined;
  const open = await openAzure({
    names: [blob, workspaceHost],
    servers: async (certificate, { entra }) => {
      databricks = await startDatabricks({
        spark,
        folder: join(folder, "databricks"),
        certificate,
        accepts: (authorization) => entra.counts(authorization, databricksOfAzure),
      });
      storage = await startAzurite(azurite, { certificate, account });
      return { [blob]: storage.port, [workspaceHost]: Number(new URL(databricks.host).port) };
    },
  });
  return {
    environment: open.environment,
    settings: (shipped) => shipped,
    upload: undefined,
    connect: ({ cloud }) => {
      mirrorInAzure(cloud, open.azure.environment);
      mirrorInDatabricks(cloud, `https://${workspaceHost}`);
      return { close: () => undefined };
    },
    stop: async () => {
      await databricks?.stop();
      await storage?.stop();
      await open.close();
    },
  };
}
