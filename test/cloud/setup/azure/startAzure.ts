import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { SelfSigned } from "../selfSigned.ts";
import { ArmError } from "./armError.ts";
import { EntraId, openIdConfiguration } from "./entraId.ts";
import { answerManagement } from "./managementRoutes.ts";
import { Subscription } from "./subscription.ts";

/** What becomes of a call instead of its answer; `lost` is done and its answer never comes, `silent` is never answered. */
export type ArmFault =
  | "throttled"
  | "internal error"
  | "unavailable"
  | "expired token"
  | "forbidden"
  | "lost"
  | "silent";

export interface LocalAzure {
  /** Where management.azure.com and login.microsoftonline.com are, on 127.0.0.1. */
  readonly port: number;
  readonly subscription: Subscription;
  readonly entra: EntraId;
  /** Every call since the start or the last `calls.clear()`, as `GET resources`, and how often it came. */
  readonly calls: Map<string, number>;
  /** Decides about a call by its name, and how often it came before; undefined lets it pass. */
  fault: ((call: string, before: number) => ArmFault | undefined) | undefined;
  /** What commands need in their environment to sign in. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The names this server answers to. */
export const azureNames = ["management.azure.com", "login.microsoftonline.com"] as const;

/** The subscription every stub provider says it is in. */
export const subscriptionId = "00000000-0000-0000-0000-000000000001";

/** Where a workspace that is made here is to be found. */
export const workspaceHost = "adb-1234567890123456.7.azuredatabricks.net";

const principal = {
  tenant: "00000000-0000-0000-0000-000000000002",
  clientId: "00000000-0000-0000-0000-000000000003",
  clientSecret: "marker-client-secret",
};

/** Seconds that an answer asks to wait. */
const retryAfter = "1";

/**
 * Stands in for the Azure Resource Manager and for Entra ID, in their REST API's public shapes. It keeps what it is
 * given in a table, asks every caller for a token of its own, and can refuse as Azure does.
 */
export async function startAzure(certificate: SelfSigned): Promise<LocalAzure> {
  const subscription = new Subscription({ id: subscriptionId, workspaceHost, deletionMs: 50 });
  const entra = new EntraId(principal);
  const calls = new Map<string, number>();
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (asked, answer) => {
    handle(asked, answer).catch((error: unknown) => refuse(answer, error));
  });

  async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = asked;
    const { pathname, searchParams } = new URL(url, "https://azure");
    const body = await text(asked);
    if (headers.host?.startsWith("login.") === true) return signIn(pathname, body, answer);
    const path = decodeURIComponent(pathname);
    const call = callName(method, path);
    const before = calls.get(call) ?? 0;
    calls.set(call, before + 1);
    const fault = azure.fault?.(call, before);
    if (fault === "silent") return;
    if (fault !== undefined && fault !== "lost") throw faults[fault]();
    authenticate(headers.authorization);
    subscription.settle(Date.now());
    // Whatever the answer would have been, nobody hears of it.
    if (fault === "lost") answer.destroy();
    const { status, json, operation } = answerManagement({ method, path, query: searchParams, body }, subscription);
    if (answer.destroyed) return;
    const going = operation && {
      location: `https://management.azure.com${subscription.path}/operationresults/${operation}?api-version=2021-04-01`,
      "retry-after": retryAfter,
    };
    answer.writeHead(status, { "content-type": "application/json", ...going });
    answer.end(json === undefined ? undefined : JSON.stringify(json));
  }

  function signIn(pathname: string, body: string, answer: ServerResponse): void {
    const [, tenant = "", rest = ""] = /^\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
    if (rest === "/v2.0/.well-known/openid-configuration") return json(answer, 200, openIdConfiguration(tenant));
    if (rest !== "/oauth2/v2.0/token") return json(answer, 404, { error: "not_found" });
    const call = "POST token";
    const before = calls.get(call) ?? 0;
    calls.set(call, before + 1);
    const fault = azure.fault?.(call, before);
    if (fault === "silent") return;
    if (fault === "throttled" || fault === "unavailable" || fault === "internal error") throw faults[fault]();
    const given = entra.token(tenant, new URLSearchParams(body));
    if ("token" in given) return json(answer, 200, given.token);
    const { status, error, description } = given.refusal;
    return json(answer, status, { error, error_description: description });
  }

  function authenticate(authorization: string | undefined): void {
    const audience = entra.audienceOf(authorization);
    if (audience === "expired") throw faults["expired token"]();
    if (audience === undefined)
      throw new ArmError(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    if (audience !== "https://management.azure.com")
      throw new ArmError(401, "InvalidAuthenticationTokenAudience", "The access token has the wrong audience.");
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A server that listens on a port has one.
  const azure: LocalAzure = {
    port,
    subscription,
    entra,
    calls,
    fault: undefined,
    environment: {
      ARM_SUBSCRIPTION_ID: subscriptionId,
      ARM_TENANT_ID: principal.tenant,
      ARM_CLIENT_ID: principal.clientId,
      ARM_CLIENT_SECRET: principal.clientSecret,
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return azure;
}

/** `GET resources by tag` of one, `GET subscription` of another: what faults and counts go by. */
function callName(method: string, path: string): string {
  const rest = path.replace(/^\/subscriptions\/[^/]+/i, "").replace(/^\//, "");
  return `${method} ${rest === "" && path !== "/" ? "subscription" : rest}`;
}

/** Azure's own words. Source: Resource Manager, common deployment errors; throttling requests. */
const faults: Readonly<Record<Exclude<ArmFault, "lost" | "silent">, () => ArmError>> = {
  throttled: () => new ArmError(429, "TooManyRequests", "marker: the number of requests has exceeded the limit."),
  "internal error": () => new ArmError(500, "InternalServerError", "marker: encountered internal server error."),
  unavailable: () => new ArmError(503, "ServiceUnavailable", "marker: the service is unavailable."),
  "expired token": () => new ArmError(401, "ExpiredAuthenticationToken", "marker: the access token has expired."),
  forbidden: () => new ArmError(403, "AuthorizationFailed", "marker: the client does not have authorization."),
};

function refuse(answer: ServerResponse, error: unknown): void {
  if (answer.destroyed) return;
  const { status, code, message } =
    error instanceof ArmError
      ? error
      : new ArmError(error instanceof z.ZodError ? 400 : 500, "InvalidRequestContent", String(error));
  if (status === 429) answer.setHeader("retry-after", retryAfter);
  if (status === 401)
    answer.setHeader("www-authenticate", 'Bearer authorization_uri="https://login.microsoftonline.com"');
  json(answer, status, { error: { code, message } });
}

function json(answer: ServerResponse, status: number, body: unknown): void {
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
