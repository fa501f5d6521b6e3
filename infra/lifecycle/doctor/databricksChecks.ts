import { z } from "zod";
import type { Settings } from "../../../config/settings.ts";
import { azureToken } from "../../azureToken.ts";
import { databricksApi, databricksOfAzure } from "../../submission/databricksApi.ts";
import { accounts } from "../databricks/databricksQuestions.ts";
import { type Check, failed, ok } from "./check.ts";

const Me = z.object({ userName: z.string().optional(), displayName: z.string().optional() });

type Environment = Readonly<Record<string, string | undefined>>;

/** What must be well on the way to Databricks: the workspace there is, or the account a new one is made through. */
export function databricksChecks(
  { compute, cloud }: Settings,
  environment: Environment,
  fetch: typeof globalThis.fetch,
): readonly Check[] {
  if (compute.platform !== "databricks") return [];
  const { workspace } = compute;
  if (workspace.kind === "existing")
    return [
      {
        name: "workspace",
        look: async () => {
          const api = await databricksApi({ host: workspace.url.replace(/\/$/, ""), environment, fetch });
          const answer = await api.call("/api/2.0/preview/scim/v2/Me");
          if (answer === undefined) return failed(`${workspace.url} is no workspace`, "check compute.workspace.url");
          const { userName, displayName } = Me.parse(await answer.json());
          return ok(`${new URL(workspace.url).host} as ${userName ?? displayName ?? "somebody"}`);
        },
      },
    ];
  if (cloud === "azure") return [{ name: "workspace", look: () => newOnAzure(environment, fetch) }];
  return [
    {
      name: "databricks account",
      look: async () => account("accountId" in workspace ? workspace.accountId : undefined, environment, fetch),
    },
  ];
}

/** The workspace is there only later; whether its maker will be let in can be asked today. */
async function newOnAzure(environment: Environment, fetch: typeof globalThis.fetch) {
  if (environment["DATABRICKS_TOKEN"])
    return failed("DATABRICKS_TOKEN is another workspace's: a new one knows no token", "unset DATABRICKS_TOKEN");
  if (environment["DATABRICKS_CLIENT_ID"])
    return failed(
      "DATABRICKS_CLIENT_ID is no member of a workspace that is not there yet",
      "unset DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET: who makes the workspace signs in through Azure",
    );
  await azureToken(databricksOfAzure, environment, { fetch });
  return ok("made by the stack, signed in to through Azure");
}

async function account(given: string | undefined, environment: Environment, fetch: typeof globalThis.fetch) {
  const accountId = given ?? environment["DATABRICKS_ACCOUNT_ID"];
  if (accountId === undefined)
    return failed("a new workspace needs the id of your Databricks account", "set DATABRICKS_ACCOUNT_ID");
  const { DATABRICKS_CLIENT_ID: id, DATABRICKS_CLIENT_SECRET: secret } = environment;
  if (!id || !secret)
    return failed(
      "a new workspace needs a service principal of the account",
      "set DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET",
    );
  const tokenPath = `/oidc/accounts/${accountId}/v1/token`;
  const api = await databricksApi({
    host: accounts,
    tokenPath,
    environment: { ...environment, DATABRICKS_TOKEN: undefined },
    fetch,
  });
  const answer = await api.call(`/api/2.0/accounts/${accountId}/workspaces`);
  if (answer === undefined) return failed("there is no such Databricks account", "check DATABRICKS_ACCOUNT_ID");
  const workspaces = z.array(z.unknown()).parse(await answer.json());
  return ok(`account ${accountId.slice(0, 4)}…${accountId.slice(-4)}, workspaces in it: ${workspaces.length}`);
}
