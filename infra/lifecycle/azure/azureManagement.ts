import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { type Patience, patientFetch } from "../../../job/storage/patientFetch.ts";
import { azureCli, azureToken } from "../../azureToken.ts";

const audience = "https://management.azure.com";

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
  more: Omit<Patience, "fetch"> = {},
): AzureManagement {
  const patience: Patience = { fetch, ...more };
  let token: Promise<string> | undefined;
  const ask = async (path: string): Promise<Response> => {
    token ??= azureToken(audience, environment, patience);
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
