import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { Settings } from "../../../config/settings.ts";
import { awsClientOf } from "../../aws/askingAws.ts";
import { awsClients } from "../aws/awsSearch.ts";
import { azureManagement } from "../azure/azureManagement.ts";
import { awsChecks } from "./awsChecks.ts";
import { azureChecks } from "./azureChecks.ts";
import type { Check } from "./check.ts";
import { clockCheck } from "./clockCheck.ts";
import { databricksChecks } from "./databricksChecks.ts";

/** Everything that must be well in the clouds before a stack is made, with credentials from the environment. */
export function cloudChecks(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Date,
): readonly Check[] {
  const { fetch } = globalThis;
  const { region } = settings;
  const ofDatabricks = databricksChecks(settings, environment, fetch);
  if (settings.cloud === "azure")
    return [
      ...azureChecks(settings, azureManagement(environment, fetch)),
      ...ofDatabricks,
      clockCheck("https://management.azure.com/", fetch, now),
    ];
  const suffix = region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
  const sts = environment["AWS_ENDPOINT_URL"] ?? `https://sts.${region}.${suffix}/`;
  const quotas = new ServiceQuotasClient(awsClientOf(region));
  return [
    ...awsChecks({ settings, clients: { ...awsClients(region), quotas } }),
    ...ofDatabricks,
    clockCheck(sts, fetch, now),
  ];
}
