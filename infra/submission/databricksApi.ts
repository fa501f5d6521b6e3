import pRetry from "p-retry";
import { z } from "zod";
import { exitCodes, InputError, VergerError } from "../../job/contract/errors.ts";

/** Databricks' REST API: jobs, each answer checked against a schema, and whatever else by its whole path. */
export interface DatabricksApi {
  readonly get: <T>(path: string, schema: z.ZodType<T>) => Promise<T>;
  readonly post: <T>(path: string, schema: z.ZodType<T>, body: unknown) => Promise<T>;
  /** A call under `/api/`, such as `/api/2.0/fs/files/Volumes/…`; undefined where there is no such thing (404). */
  readonly call: (path: string, init?: RequestInit) => Promise<Response | undefined>;
}

export interface DatabricksAccess {
  readonly host: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  /** Where a service principal gets its token: the workspace's own by default, an account has another. */
  readonly tokenPath?: string;
  /** Pause before the first retry, in milliseconds; it doubles each time. */
  readonly retryMs?: number;
}

const Token = z.object({ access_token: z.string() });
const Problem = z.object({ error_code: z.string().optional(), message: z.string().optional() });

/** A client that signs in with a token or as a service principal, and tries again what may pass. */
export async function databricksApi(access: DatabricksAccess): Promise<DatabricksApi> {
  const authorization = `Bearer ${await tokenOf(access)}`;
  const ofJobs = async <T>(path: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await send(access, `${access.host}/api/2.2/${path}`, { ...init, headers });
    return schema.parse(await answer.json());
  };
  return {
    get: (path, schema) => ofJobs(path, schema, { method: "GET" }),
    post: (path, schema, body) => ofJobs(path, schema, { method: "POST", body: JSON.stringify(body) }),
    call: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", authorization);
      const answer = await send(access, `${access.host}${path}`, { ...init, headers }, [404]);
      return answer.status === 404 ? undefined : answer;
    },
  };
}

async function tokenOf(access: DatabricksAccess): Promise<string> {
  const { DATABRICKS_TOKEN: token, DATABRICKS_CLIENT_ID: id, DATABRICKS_CLIENT_SECRET: secret } = access.environment;
  if (token) return token;
  if (!id || !secret)
    throw new InputError(
      `nothing to sign in to ${access.host} with`,
      "set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET of a service principal",
    );
  const answer = await send(access, `${access.host}${access.tokenPath ?? "/oidc/v1/token"}`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials&scope=all-apis",
  });
  return Token.parse(await answer.json()).access_token;
}

async function send(
  { fetch, retryMs = 1000 }: DatabricksAccess,
  url: string,
  init: RequestInit,
  answers: readonly number[] = [],
): Promise<Response> {
  const attempt = async (): Promise<Response> => {
    const answer = await fetch(url, init);
    if (answer.ok || answers.includes(answer.status)) return answer;
    if (answer.status === 429 || answer.status >= 500) throw new PassingError(`${answer.status} from ${hostOf(url)}`);
    throw await refusal(answer, url);
  };
  return pRetry(attempt, {
    retries: 5,
    minTimeout: retryMs,
    // `fetch` throws a TypeError where the network, not the server, failed.
    shouldRetry: ({ error }) => error instanceof PassingError || error instanceof TypeError,
  });
}

class PassingError extends Error {
  override readonly name = "PassingError";
}

async function refusal(answer: Response, url: string): Promise<VergerError> {
  const problem = Problem.safeParse(await answer.json().catch(() => ({})));
  const told = problem.data?.message ?? `HTTP ${answer.status}`;
  const signIn = answer.status === 401 || answer.status === 403;
  return new VergerError(
    signIn ? exitCodes.auth : exitCodes.resource,
    `${hostOf(url)} refused: ${told}`,
    signIn ? "check the token or the service principal, and its rights on the job" : "verger doctor asks what is wrong",
  );
}

const hostOf = (url: string): string => new URL(url).host;
