import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";

const run = promisify(execFile);
const audience = "https://management.azure.com";
const Token = z.object({ access_token: z.string() });

/** Azure's management API: a GET of a path, `undefined` where there is no such thing. */
export interface AzureManagement {
  readonly subscription: () => Promise<string>;
  readonly get: (path: string) => Promise<unknown>;
}

/**
 * Signs in as Pulumi's provider does: as the service principal of `ARM_CLIENT_ID`, or as the Azure command line.
 * The token is held in memory and written nowhere.
 */
export function azureManagement(
  environment: Readonly<Record<string, string | undefined>>,
  fetch: typeof globalThis.fetch,
): AzureManagement {
  let token: Promise<string> | undefined;
  return {
    subscription: async () =>
      environment["ARM_SUBSCRIPTION_ID"] ?? (await azureCli(["account", "show", "--query", "id"])),
    get: async (path) => {
      token ??= signIn(environment, fetch);
      const response = await fetch(`${audience}${path}`, { headers: { Authorization: `Bearer ${await token}` } });
      if (response.status === 404) return undefined;
      if (response.ok) return response.json();
      const code = response.status === 401 || response.status === 403 ? exitCodes.auth : exitCodes.resource;
      throw new VergerError(code, `Azure answered ${response.status} to GET ${path.split("?")[0]}`, "az login");
    },
  };
}

async function signIn(
  environment: Readonly<Record<string, string | undefined>>,
  fetch: typeof globalThis.fetch,
): Promise<string> {
  const { ARM_CLIENT_ID: id, ARM_CLIENT_SECRET: secret, ARM_TENANT_ID: tenant } = environment;
  if (id === undefined || secret === undefined || tenant === undefined)
    return azureCli(["account", "get-access-token", "--resource", audience, "--query", "accessToken"]);
  const response = await fetch(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: id,
      client_secret: secret,
      grant_type: "client_credentials",
      scope: `${audience}/.default`,
    }),
  });
  if (!response.ok)
    throw new VergerError(
      exitCodes.auth,
      `Azure refused the service principal (${response.status})`,
      "see ARM_CLIENT_ID",
    );
  return Token.parse(await response.json()).access_token;
}

async function azureCli(args: readonly string[]): Promise<string> {
  try {
    return (await run("az", [...args, "--output", "tsv"])).stdout.trim();
  } catch (error) {
    throw new VergerError(
      exitCodes.auth,
      "there are no Azure credentials: neither ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID, nor the az command",
      "az login",
      { cause: error },
    );
  }
}
