import { z } from "zod";
import { exitCodes, InputError, VergerError } from "../../job/contract/errors.ts";
import { type Patience, patientFetch } from "../../job/storage/patientFetch.ts";
import { azureToken } from "../azureToken.ts";

/** Databricks' REST API: jobs, each answer checked against a schema, and whatever else by its whole path. */
export interface DatabricksApi {
  readonly get: <T>(path: string, schema: z.ZodType<T>) => Promise<T>;
  readonly post: <T>(path: string, schema: z.ZodType<T>, body: unknown) => Promise<T>;
  /** A call under `/api/`, such as `/api/2.0/fs/files/Volumes/…`; undefined where there is no such thing (404). */
  readonly call: (path: string, init?: RequestInit) => Promise<Response | undefined>;
}

export interface DatabricksAccess extends Patience {
  readonly host: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a service principal gets its token: the workspace's own by default, an account has another. */
  readonly tokenPath?: string;
}

const Token = z.object({ access_token: z.string() });
const Problem = z.object({ message: z.string() });

/**
 * A client that signs in with a token or as a service principal, on Azure also as who makes the stack, and tries again
 * what may pass. A token lasts an hour and a job longer: where one is over, the client signs in anew, once.
 * @throws VergerError (auth) where the credentials are refused, (resource) where Databricks does not answer, or not in
 *   the shape its reference gives
 */
export async function databricksApi(access: DatabricksAccess): Promise<DatabricksApi> {
  let authorization = await signIn(access);
  const ask = async (path: string, init: RequestInit, answers: readonly number[] = []): Promise<Response> => {
    const url = `${access.host}${path}`;
    const attempt = (): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set("authorization", authorization);
      return patientFetch(access, url, { ...init, headers });
    };
    let answer = await attempt();
    if (isPrincipal(access) && (await isTokenOver(answer))) {
      authorization = await signIn(access);
      answer = await attempt();
    }
    if (answer.ok || answers.includes(answer.status)) return answer;
    throw await refusal(answer, url);
  };
  const ofJobs = async <T>(path: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> => {
    const headers = { "content-type": "application/json" };
    return shaped(await ask(`/api/2.2/${path}`, { ...init, headers }), schema);
  };
  return {
    get: (path, schema) => ofJobs(path, schema, { method: "GET" }),
    post: (path, schema, body) => ofJobs(path, schema, { method: "POST", body: JSON.stringify(body) }),
    call: async (path, init = {}) => {
      const answer = await ask(path, init, [404]);
      return answer.status === 404 ? undefined : answer;
    },
  };
}

/**
 * Whether an answer says that the token's time is over: with 401, or, for a token of Entra ID, in words with 400 or 403.
 * A refusal without a word, as to a HEAD, may be that. Source: databricks-sdk-go #1061, databricks-vscode #583,
 * splunk-integration #55.
 */
async function isTokenOver(answer: Response): Promise<boolean> {
  if (answer.status === 401) return true;
  if (answer.status !== 400 && answer.status !== 403) return false;
  const words = `${answer.headers.get("x-databricks-reason-phrase") ?? ""}${await answer.clone().text()}`;
  return (words === "" && answer.status === 403) || /expir|invalid access token/i.test(words);
}

const isPrincipal = ({ environment }: DatabricksAccess): boolean => !environment["DATABRICKS_TOKEN"];

/** Azure Databricks as Entra ID knows it: the same in every tenant. Source: Azure Databricks, Entra ID tokens. */
export const databricksOfAzure = "2ff814a6-3304-4ab8-8cb1-cd0e6f79c60a";

/** Whoever makes a workspace on Azure is in it by that, and nobody has a token of a new workspace's own. */
const isOnAzure = ({ host }: DatabricksAccess): boolean => new URL(host).hostname.endsWith(".azuredatabricks.net");

const notThroughAzure =
  ({ host }: DatabricksAccess) =>
  (error: unknown): never => {
    if (!(error instanceof VergerError) || error.exitCode !== exitCodes.auth) throw error;
    throw new VergerError(
      exitCodes.auth,
      `cannot sign in to ${host} through Azure: ${error.message}`,
      `${error.hint}; or set DATABRICKS_TOKEN for a workspace you have`,
      { cause: error },
    );
  };

/** The value of an `Authorization` header. */
async function signIn(access: DatabricksAccess): Promise<string> {
  const { DATABRICKS_TOKEN: token, DATABRICKS_CLIENT_ID: id, DATABRICKS_CLIENT_SECRET: secret } = access.environment;
  if (token) return `Bearer ${token}`;
  if ((!id || !secret) && isOnAzure(access))
    return `Bearer ${await azureToken(databricksOfAzure, access.environment, access).catch(notThroughAzure(access))}`;
  if (!id || !secret)
    throw new InputError(
      `nothing to sign in to ${access.host} with`,
      "set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET of a service principal",
    );
  const url = `${access.host}${access.tokenPath ?? "/oidc/v1/token"}`;
  const answer = await patientFetch(access, url, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials&scope=all-apis",
  });
  if (!answer.ok) throw await refusal(answer, url);
  return `Bearer ${(await shaped(answer, Token)).access_token}`;
}

/** An answer's JSON, checked: what a proxy or another version answers is said to be that. */
async function shaped<T>(answer: Response, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await answer.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const { host, pathname } = new URL(answer.url || "https://databricks");
  throw new VergerError(
    exitCodes.resource,
    `${host} answered ${pathname} in a shape this version of verger does not read`,
    "check the workspace's address; is there a proxy between?",
    { cause: parsed.error },
  );
}

async function refusal(answer: Response, url: string): Promise<VergerError> {
  const problem = Problem.safeParse(await answer.json().catch(() => ({})));
  const told = problem.data?.message ?? `HTTP ${answer.status}`;
  const isAuth = answer.status === 401 || answer.status === 403;
  return new VergerError(
    isAuth ? exitCodes.auth : exitCodes.resource,
    `${new URL(url).host} refused: ${told}`,
    isAuth ? "check the token or the service principal, and its rights on the job" : "verger doctor asks what is wrong",
  );
}
