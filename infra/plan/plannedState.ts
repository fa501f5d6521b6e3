/** An account that is nobody's: the plan asks no cloud for its own. */
export const plannedAccount = "000000000000";

type Properties = Readonly<Record<string, unknown>>;

/** What a provider would add to a resource it made: only what programs read, in the cloud's own form. */
export function plannedState(type: string, name: string, inputs: Properties, region: string): Properties {
  const [provider] = type.split(":");
  if (provider === "aws") return awsState(type, name, region);
  if (provider === "azure-native") return azureState(name, inputs);
  if (provider === "command") return { stdout: `${name}-output` };
  return databricksState[type] ?? {};
}

const nobody = "00000000-0000-0000-0000-000000000000";

const databricksState: Readonly<Record<string, Properties>> = {
  "databricks:index/storageCredential:StorageCredential": {
    awsIamRole: { externalId: nobody, unityCatalogIamArn: `arn:aws:iam::${plannedAccount}:role/unity-catalog` },
  },
  "databricks:index/mwsWorkspaces:MwsWorkspaces": { workspaceUrl: "https://workspace.cloud.databricks.com" },
};

/** Azure gives a resource the name its inputs ask for (`accountName`, `containerName`) under `name`. */
function azureState(name: string, inputs: Properties): Properties {
  const asked = Object.entries(inputs).find(
    ([key, value]) => key.endsWith("Name") && !key.startsWith("resourceGroup") && typeof value === "string",
  );
  return {
    name: asked?.[1] ?? inputs["resourceGroupName"] ?? name,
    workspaceUrl: "workspace.azuredatabricks.net",
    identity: { type: "SystemAssigned", principalId: nobody, tenantId: nobody },
  };
}

/** Services whose resources have no region in their ARN. */
const global = new Set(["iam", "budgets"]);

function awsState(type: string, name: string, region: string): Properties {
  const [, path = "", kind = ""] = type.split(":");
  const service = path.split("/")[0] ?? "";
  if (service === "s3") return { arn: `arn:aws:s3:::${name}`, bucket: name };
  const place = global.has(service) ? "" : region;
  return { arn: arn(service, place, `${dashed(kind)}/${name}`), prefixListId: `pl-${name}`, latestVersion: 1 };
}

const arn = (service: string, region: string, path: string): string =>
  `arn:aws:${service}:${region}:${plannedAccount}:${path}`;

/** `InstanceProfile` → `instance-profile`. */
const dashed = (kind: string): string => kind.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** What a provider would answer to a question a program asks it. */
export function plannedAnswer(token: string): Properties {
  return answers[token] ?? {};
}

const answers: Readonly<Record<string, Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    accountId: plannedAccount,
    arn: `arn:aws:iam::${plannedAccount}:root`,
  },
  "azure-native:authorization:getClientConfig": {
    clientId: nobody,
    objectId: nobody,
    subscriptionId: nobody,
    tenantId: nobody,
  },
};
