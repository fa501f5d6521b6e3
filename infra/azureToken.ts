import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { exitCodes, VergerError } from "../job/contract/errors.ts";
import { type Patience, patientFetch } from "../job/storage/patientFetch.ts";

const run = promisify(execFile);
const Token = z.object({ access_token: z.string() });
const Refusal = z.object({ error_description: z.string() });

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A token of Entra ID for one audience, as Pulumi's providers get theirs: for the service principal of `ARM_CLIENT_ID`,
 * or for whom the Azure command line is signed in as. It lasts about an hour and is written nowhere.
 * @throws VergerError (auth) where nobody is signed in or the secret is refused, (resource) where Entra ID does not answer
 */
export async function azureToken(audience: string, environment: Environment, patience: Patience): Promise<string> {
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
  if (response.ok) return Token.parse(await response.json()).access_token;
  const code = codeOf(await response.json().catch(() => undefined));
  throw new VergerError(
    exitCodes.auth,
    `Azure refused the service principal (${code ?? response.status})`,
    "check ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID",
  );
}

/** `AADSTS7000215` and its like: what Entra ID's documentation explains. */
function codeOf(answer: unknown): string | undefined {
  const refusal = Refusal.safeParse(answer);
  return refusal.success ? /AADSTS\d+/.exec(refusal.data.error_description)?.[0] : undefined;
}

/** What the Azure command line answers. @throws VergerError (auth) where it is not there, or nobody is signed in */
export async function azureCli(args: readonly string[]): Promise<string> {
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
