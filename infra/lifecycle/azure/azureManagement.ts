import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { type Patience, patientFetch } from "../../patientFetch.ts";

const run = promisify(execFile);
const audience = "https://management.azure.com";
const Token = z.object({ access_token: z.string() });

/** Azure's management API: a GET of a path, `undefined` where there is no such thing. */
export interface AzureManagement {
  readonly subscription: () => Promise<string>;
  readonly get: (path: string) => Promise<unknown>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Signs in as Pulumi's provider does: as the service principal of `ARM_CLIENT_ID`, or as the Azure command line.
 * The token is held in memory and written nowhere; where it has expired, it is asked for anew, once. What may pass
 * (throttling, 5xx, a broken connection) is tried again.
 */
export function azureManagement(
  environment: Environment,
  fetch: typeof globalThis.fetch,
  retryMs?: number,
): AzureManagement {
  const patience: Patience = { fetch, ...(retryMs !== undefined && { retryMs }) };
  let token: Promise<string> | undefined;
  const ask = async (path: string): Promise<Response> => {
    token ??= signIn(environment, patience);
    return patientFetch(patience, `${audience}${path}`, { headers: { Authorization: `Bearer ${await token}` } });
  };
  return {
    subscription: async () =>
      environment["ARM_SUBSCRIPTION_ID"] ?? (await azureCli(["account", "show", "--query", "id"])),
    get: async (path) => {
      let response = await ask(path);
      if (response.status === 401) {
        token = undefined;
        response = await ask(path);
      }
      if (response.status === 404) return undefined;
      if (response.ok) return response.json();
      throw refusal(response.status, path);
    },
  };
}

function refusal(status: number, path: string): VergerError {
  const what = `Azure answered ${status} to GET ${path.split("?")[0]}`;
  if (status === 401) return new VergerError(exitCodes.auth, what, "sign in again (az login), then the same command");
  if (status === 403)
    return new VergerError(
      exitCodes.auth,
      what,
      "Reader on the subscription is needed to ask; az account show names you",
    );
  return new VergerError(exitCodes.resource, what, "the same command again, later, is safe");
}

async function signIn(environment: Environment, patience: Patience): Promise<string> {
  const { ARM_CLIENT_ID: id, ARM_CLIENT_SECRET: secret, ARM_TENANT_ID: tenant } = environment;
  if (id === undefined || secret === undefined || tenant === undefined)
    return azureCli(["account", "get-access-token", "--resource", audience, "--query", "accessToken"]);
  const response = await patientFetch(patience, `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
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
