import { ClientSecretCredential, DefaultAzureCredential, type TokenCredential } from "@azure/identity";

/** The service principal that Pulumi is given, or whom the environment, the machine or `az login` names. */
export function azureCredential(environment: Readonly<Record<string, string | undefined>>): TokenCredential {
  const { ARM_TENANT_ID: tenant, ARM_CLIENT_ID: id, ARM_CLIENT_SECRET: secret } = environment;
  return tenant && id && secret ? new ClientSecretCredential(tenant, id, secret) : new DefaultAzureCredential();
}
