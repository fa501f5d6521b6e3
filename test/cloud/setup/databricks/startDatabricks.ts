import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { SelfSigned } from "../selfSigned.ts";
import { JobRuns } from "./jobRuns.ts";
import { RestError } from "./restError.ts";
import { Volumes } from "./volumes.ts";
import { answerCall, type Workspace } from "./workspaceRoutes.ts";

export interface DatabricksOptions {
  /** Python of the environment with the runtime's PySpark. */
  readonly spark: string;
  /** Receives volumes, unpacked bundles and logs. */
  readonly folder: string;
  readonly certificate: SelfSigned;
  /** A bundle's content that every node has; without it nodes boot with the job's init scripts. */
  readonly home?: string;
  /** Whether somebody else's `Authorization` counts too, such as a token of Entra ID, or did until its time was over. */
  readonly accepts?: (authorization: string | undefined) => boolean | "expired";
}

export interface LocalDatabricks {
  /** `https://127.0.0.1:…`, as a workspace's address. */
  readonly host: string;
  readonly workspace: Workspace;
  stop(): Promise<void>;
}

/** The token of everybody in the stand-in's workspace. */
export const databricksToken = "stand-in";

/**
 * Stands in for a Databricks workspace, in its REST API's public shapes: it keeps what it is given in tables, and
 * really runs jobs, each as one process with Spark on this machine.
 */
export async function startDatabricks(options: DatabricksOptions): Promise<LocalDatabricks> {
  const { spark, folder, home, certificate, accepts = () => false } = options;
  const volumes = new Volumes(folder);
  const runs = new JobRuns({ spark, volumes, folder, home, host: () => host });
  const workspace: Workspace = { runs, volumes, things: new Map(), calls: new Map() };
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (asked, answer) => {
    handle(asked, answer, workspace, accepts).catch((error: unknown) => refuse(answer, error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `https://127.0.0.1:${(server.address() as AddressInfo).port}`; // A server that listens on a port has one.
  return {
    host,
    workspace,
    stop: async () => {
      await runs.stop();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function handle(
  asked: IncomingMessage,
  answer: ServerResponse,
  workspace: Workspace,
  accepts: NonNullable<DatabricksOptions["accepts"]>,
): Promise<void> {
  const { method = "GET", url = "/", headers } = asked;
  const { pathname, searchParams } = new URL(url, "https://databricks");
  const isKnown = headers.authorization === `Bearer ${databricksToken}` || accepts(headers.authorization);
  if (isKnown === "expired") throw new RestError(403, 403, "JWT has expired");
  if (pathname !== "/oidc/v1/token" && !isKnown)
    throw new RestError(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type for this API.");
  const body = await buffer(asked);
  const called = `${method} ${decodeURIComponent(pathname)}`;
  const before = workspace.calls.get(called) ?? 0;
  workspace.calls.set(called, before + 1);
  const refusal = workspace.fault?.(called, before);
  if (refusal !== undefined) throw refusal;
  const given = await answerCall({ method, path: decodeURIComponent(pathname), query: searchParams, body }, workspace);
  if ("json" in given) {
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(given.json));
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
  const part = from === undefined ? given.bytes : given.bytes.subarray(Number(from), Number(to) + 1);
  answer.writeHead(from === undefined ? 200 : 206, {
    "content-length": method === "HEAD" ? given.length : part.length,
  });
  answer.end(method === "HEAD" ? undefined : part);
}

function refuse(answer: ServerResponse, error: unknown): void {
  const { status, code } = error instanceof RestError ? error : unexpected(error);
  const message = error instanceof Error ? error.message : String(error);
  answer.writeHead(status, { "content-type": "application/json" });
  answer.end(JSON.stringify({ error_code: code, message }));
}

const unexpected = (error: unknown): RestError =>
  error instanceof z.ZodError
    ? new RestError(400, "INVALID_PARAMETER_VALUE", error.message)
    : new RestError(500, "INTERNAL_ERROR", "");
