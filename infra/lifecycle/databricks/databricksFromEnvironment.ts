import { type DatabricksAccess, databricksApi } from "../../submission/databricksApi.ts";
import type { Question } from "../receipt/question.ts";
import type { Receipt } from "../receipt/receiptSchema.ts";
import { askAccount } from "./askAccount.ts";
import { askWorkspace } from "./askWorkspace.ts";
import { accounts, once } from "./databricksQuestions.ts";

export interface DatabricksEnvironment extends Omit<DatabricksAccess, "host"> {
  readonly stack: string;
}

/**
 * The questions to the workspace and the account that the environment names, where no settings say whether the stack
 * used Databricks at all.
 */
export function databricksFromEnvironment({ stack, ...access }: DatabricksEnvironment): {
  readonly questions: readonly Question[];
  readonly notAsked: NonNullable<Receipt["notAsked"]>;
} {
  const { DATABRICKS_HOST: host, DATABRICKS_ACCOUNT_ID: accountId } = access.environment;
  const region = "any";
  const workspace = host
    ? askWorkspace({ stack, region, signIn: once(() => databricksApi({ ...access, host: host.replace(/\/$/, "") })) })
    : [];
  const tokenPath = `/oidc/accounts/${accountId}/v1/token`;
  const account = accountId
    ? askAccount({
        stack,
        region,
        accountId: () => accountId,
        signIn: once(() => databricksApi({ ...access, host: accounts, tokenPath })),
      })
    : [];
  return {
    questions: [...workspace, ...account],
    notAsked: [
      ...(host ? [] : [{ service: "Databricks workspace", why: "DATABRICKS_HOST names none" }]),
      ...(accountId ? [] : [{ service: "Databricks account", why: "DATABRICKS_ACCOUNT_ID names none" }]),
    ],
  };
}
