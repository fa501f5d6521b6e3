import type { DatabricksCompute } from "../../../config/compute/databricks.ts";
import { InputError } from "../../../job/contract/errors.ts";
import { type DatabricksAccess, databricksApi } from "../../submission/databricksApi.ts";
import type { Question } from "../receipt/question.ts";
import { askAccount } from "./askAccount.ts";
import { askWorkspace } from "./askWorkspace.ts";

export interface DatabricksSearch extends Omit<DatabricksAccess, "host"> {
  readonly stack: string;
  readonly cloud: "aws" | "azure";
  readonly region: string;
  readonly compute: DatabricksCompute;
}

export const accounts = "https://accounts.cloud.databricks.com";

/**
 * The questions to Databricks itself. A workspace that was there before is asked for what the stack put in it; one of
 * the stack's own is looked for in the account, or on Azure in its resource group, which the Resource Manager is asked.
 */
export function databricksQuestions(search: DatabricksSearch): readonly Question[] {
  const { stack, cloud, region, compute, environment, fetch, retryMs } = search;
  const access = { environment, fetch, ...(retryMs !== undefined && { retryMs }) };
  const { workspace } = compute;
  if (workspace.kind === "existing") {
    const host = workspace.url.replace(/\/$/, "");
    return askWorkspace({ stack, region, signIn: once(() => databricksApi({ ...access, host })) });
  }
  if (cloud === "azure") return [];
  const accountId = (): string => {
    const id = ("accountId" in workspace ? workspace.accountId : undefined) ?? environment["DATABRICKS_ACCOUNT_ID"];
    if (id) return id;
    throw new InputError("the Databricks account is not known", "set DATABRICKS_ACCOUNT_ID");
  };
  const signIn = once(async () => {
    const tokenPath = `/oidc/accounts/${accountId()}/v1/token`;
    return databricksApi({ ...access, host: accounts, tokenPath });
  });
  return askAccount({ stack, region, accountId, signIn });
}

/** Makes a thing when it is first asked for, and only then. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
