import { z } from "zod";
import { stackName } from "../../names.ts";
import type { DatabricksApi } from "../../submission/databricksApi.ts";
import type { Question } from "../receipt/question.ts";

export interface AccountSearch {
  readonly stack: string;
  readonly region: string;
  readonly accountId: () => string;
  readonly signIn: () => Promise<DatabricksApi>;
}

/** What the account lists, and the field that holds a thing's name there. */
const lists = [
  { kind: "workspace", path: "workspaces", field: "workspace_name", perMonth: "unknown" },
  { kind: "network", path: "networks", field: "network_name", perMonth: 0 },
  { kind: "storage configuration", path: "storage-configurations", field: "storage_configuration_name", perMonth: 0 },
  { kind: "credentials", path: "credentials", field: "credentials_name", perMonth: 0 },
] as const;

/**
 * What a Databricks account on AWS still has of a stack that makes its own workspace, by name. Jobs and clusters are
 * the workspace's, and go with it. Source: Databricks Account API 2.0.
 */
export function askAccount({ stack, region, accountId, signIn }: AccountSearch): readonly Question[] {
  const name = stackName(stack);
  return lists.map(({ kind, path, field, perMonth }) => ({
    service: "Databricks account",
    region,
    call: `GET accounts/…/${path}`,
    async ask() {
      const api = await signIn();
      const answer = await api.call(`/api/2.0/accounts/${accountId()}/${path}`);
      const items = z.array(z.record(z.string(), z.unknown())).parse((await answer?.json()) ?? []);
      return items
        .filter((item) => item[field] === name)
        .map(() => ({ kind, id: name, by: "name" as const, perMonth }));
    },
  }));
}
