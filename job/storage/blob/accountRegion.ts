import type { TokenCredential } from "@azure/identity";
import { z } from "zod";
import { exitCodes, VergerError } from "../../contract/errors.ts";
import { type Patience, patientFetch } from "../patientFetch.ts";
import { blobError } from "./blobErrors.ts";

const management = "https://management.azure.com";
const resourceGraph = `${management}/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01`;
const Found = z.object({ data: z.array(z.object({ location: z.string() })) });

/** The environment variable that names the account's region, for an identity that may not read the account. */
const stated = "VERGER_BLOB_REGION";

/**
 * The region a storage account is in. Blob storage itself does not say it, so Azure Resource Graph is asked.
 * Names of accounts are unique in all of Azure.
 * @throws VergerError (policy) where Azure does not tell, (auth) where nobody is signed in, (resource) where it does not
 *   answer, several times
 */
export async function accountRegion(
  account: string,
  credential: TokenCredential,
  environment: Readonly<Record<string, string | undefined>>,
  patience: Patience,
): Promise<string> {
  const named = environment[stated];
  if (named) return named;
  const place = `the storage account ${account}`;
  try {
    const token = await credential.getToken(`${management}/.default`);
    const answer = await patientFetch(patience, resourceGraph, {
      method: "POST",
      headers: { authorization: `Bearer ${token?.token ?? ""}`, "content-type": "application/json" },
      body: JSON.stringify({
        query: `resources | where type =~ 'microsoft.storage/storageaccounts' and name =~ '${account}' | project location`,
        options: { resultFormat: "objectArray" },
      }),
    });
    if (answer.status === 401)
      throw new VergerError(exitCodes.auth, `Azure refused the sign-in for ${place}`, "sign in again (az login)");
    const [found] = answer.ok ? Found.parse(await answer.json()).data : [];
    if (found !== undefined) return found.location;
  } catch (error) {
    throw blobError(error, "opening", place, account);
  }
  throw new VergerError(
    exitCodes.policy,
    `Azure does not tell you which region ${place} is in`,
    `check the name, have yourself given Reader on the account, or name its region yourself: ${stated}=francecentral`,
  );
}
