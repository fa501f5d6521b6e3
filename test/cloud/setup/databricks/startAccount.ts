import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { SelfSigned } from "../selfSigned.ts";
import { RestError } from "./restError.ts";

/** Where the account's own API is, for accounts on AWS. */
export const accountName = "accounts.cloud.databricks.com";

export interface LocalAccount {
  readonly port: number;
  readonly accountId: string;
  /** What commands need in their environment to sign in. */
  readonly environment: Readonly<Record<string, string>>;
  /** How often each call came: `GET workspaces`. */
  readonly calls: Map<string, number>;
  /** Decides about a call by its name and how often it came before; undefined lets it pass. */
  fault: ((call: string, before: number) => RestError | undefined) | undefined;
  /** From now on no token counts that was given before. */
  expireTokens(): void;
  stop(): Promise<void>;
}

/** What an account lists, the name of a thing there, and its id. Source: Databricks Account API 2.0. */
const lists = {
  workspaces: { name: "workspace_name", id: "workspace_id" },
  networks: { name: "network_name", id: "network_id" },
  "storage-configurations": { name: "storage_configuration_name", id: "storage_configuration_id" },
  credentials: { name: "credentials_name", id: "credentials_id" },
} as const;
type List = keyof typeof lists;

const Thing = z.record(z.string(), z.unknown());
const accountId = "11111111-2222-3333-4444-555555555555";
const [clientId, clientSecret] = ["stand-in-client", "marker-client-secret"];

/**
 * Stands in for the API of a Databricks account on AWS, in its public shapes: workspaces and what they stand on, which
 * cannot go before them.
 */
export async function startAccount(certificate: SelfSigned): Promise<LocalAccount> {
  const things = new Map<List, Map<string, z.output<typeof Thing>>>();
  const tokens = new Set<string>();
  const calls = new Map<string, number>();
  let made = 4200;
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (asked, answer) => {
    handle(asked, answer).catch((error: unknown) => refuse(answer, error));
  });

  async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = asked;
    const { pathname } = new URL(url, `https://${accountName}`);
    const body = await text(asked);
    const path = pathname.replace(`/api/2.0/accounts/${accountId}/`, "");
    const call = `${method} ${path}`;
    const before = calls.get(call) ?? 0;
    calls.set(call, before + 1);
    const refusal = account.fault?.(call, before);
    if (refusal !== undefined) throw refusal;
    if (pathname === `/oidc/accounts/${accountId}/v1/token`)
      return json(answer, 200, signIn(headers.authorization, body));
    if (!tokens.has(headers.authorization ?? "")) throw new RestError(401, "UNAUTHENTICATED", "Invalid access token.");
    if (path === pathname) throw new RestError(404, "RESOURCE_DOES_NOT_EXIST", "There is no such account.");
    const [kind = "", id] = path.split("/");
    if (!isList(kind)) throw new RestError(404, "ENDPOINT_NOT_FOUND", `No API found for '${call}'`);
    json(answer, method === "POST" ? 201 : 200, onList(kind, id, method, body));
  }

  function signIn(authorization: string | undefined, body: string): object {
    const expected = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (authorization !== expected) throw new RestError(401, "invalid_client", "Client authentication failed.");
    if (new URLSearchParams(body).get("scope") !== "all-apis") throw new RestError(400, "invalid_scope", "all-apis");
    const access_token = `token-${++made}`;
    tokens.add(`Bearer ${access_token}`);
    return { access_token, token_type: "Bearer", expires_in: 3600, scope: "all-apis" };
  }

  function onList(kind: List, id: string | undefined, method: string, body: string): unknown {
    const table = things.get(kind) ?? new Map<string, z.output<typeof Thing>>();
    things.set(kind, table);
    if (method === "GET" && id === undefined) return [...table.values()];
    if (method === "POST" && id === undefined) {
      const own = kind === "workspaces" ? ++made : `stand-in-${++made}`;
      const thing = { ...Thing.parse(JSON.parse(body)), account_id: accountId, [lists[kind].id]: own };
      const state = kind === "workspaces" ? { workspace_status: "RUNNING" } : {};
      table.set(String(own), { ...thing, ...state });
      return table.get(String(own));
    }
    const thing = table.get(id ?? "");
    if (thing === undefined) throw new RestError(404, "RESOURCE_DOES_NOT_EXIST", `${kind} ${id} does not exist.`);
    if (method === "GET") return thing;
    if (method !== "DELETE") throw new RestError(405, "BAD_REQUEST", method);
    const users = [...(things.get("workspaces")?.values() ?? [])].filter(
      (each) => each[lists[kind].id] === thing[lists[kind].id],
    );
    if (kind !== "workspaces" && users.length > 0)
      throw new RestError(409, "INVALID_STATE", `${kind} ${id} is being used by active workspaces.`);
    table.delete(id ?? "");
    return {};
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A server that listens on a port has one.
  const account: LocalAccount = {
    port,
    accountId,
    environment: {
      DATABRICKS_ACCOUNT_ID: accountId,
      DATABRICKS_CLIENT_ID: clientId,
      DATABRICKS_CLIENT_SECRET: clientSecret,
    },
    calls,
    fault: undefined,
    expireTokens: () => tokens.clear(),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return account;
}

const isList = (kind: string): kind is List => kind in lists;

function refuse(answer: ServerResponse, error: unknown): void {
  const { status, code, message } =
    error instanceof RestError ? error : new RestError(400, "INVALID_PARAMETER_VALUE", String(error));
  json(answer, status, { error_code: code, message });
}

function json(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
