import { readFile, stat, readdir } from "node:fs/promises";
import { z } from "zod";
import type { JobRuns } from "./jobRuns.ts";
import { JobSettings } from "./jobSettings.ts";
import { RestError } from "./restError.ts";
import type { Volumes } from "./volumes.ts";

export interface RestCall {
  readonly method: string;
  /** Path without the query, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** JSON, or the bytes of a file. */
export type RestAnswer = { readonly json: unknown } | { readonly bytes: Buffer; readonly length: number };

export interface Workspace {
  readonly runs: JobRuns;
  readonly volumes: Volumes;
  /** Whatever else was made, by kind and full name: catalogs, policies, notebooks. */
  readonly things: Map<string, Map<string, object>>;
  /** How often each call came, as `PUT /api/…`, since the start or the last `calls.clear()`. */
  readonly calls: Map<string, number>;
  /** Decides about a call and how often it came before; undefined lets it pass. */
  fault?: ((call: string, before: number) => RestError | undefined) | undefined;
}

type Handler = (call: RestCall, workspace: Workspace) => unknown;

const Named = z.looseObject({
  name: z.string(),
  catalog_name: z.string().optional(),
  schema_name: z.string().optional(),
});
const RunNow = z.object({
  job_id: z.number(),
  idempotency_token: z.string().optional(),
  job_parameters: z.record(z.string(), z.string()).default({}),
});

const parsed = <T>(schema: z.ZodType<T>, { body }: RestCall): T => schema.parse(JSON.parse(body.toString("utf8")));
const thingsOf = ({ things }: Workspace, kind: string): Map<string, object> => {
  const found = things.get(kind) ?? new Map<string, object>();
  things.set(kind, found);
  return found;
};
const missing = (what: string): RestError => new RestError(404, "RESOURCE_DOES_NOT_EXIST", `${what} does not exist.`);

/** Unity Catalog's things. Source: Databricks REST API, Unity Catalog 2.1. */
function unityCatalog(kind: string, field: string): readonly (readonly [string, Handler])[] {
  const root = `/api/2.1/unity-catalog/${kind}`;
  return [
    [
      `POST ${root}`,
      async (call, workspace) => {
        const thing = parsed(Named, call);
        const name = [thing.catalog_name, thing.schema_name, thing.name].filter((part) => part !== undefined).join(".");
        if (thingsOf(workspace, kind).has(name)) throw new RestError(400, "RESOURCE_ALREADY_EXISTS", name);
        if (kind === "volumes")
          await workspace.volumes.create(name.replaceAll(".", "/"), String(thing["storage_location"]));
        const made = { ...thing, full_name: name };
        thingsOf(workspace, kind).set(name, made);
        return made;
      },
    ],
    [`GET ${root}`, (_call, workspace) => ({ [field]: [...thingsOf(workspace, kind).values()] })],
    [
      `DELETE ${root}/*`,
      ({ path }, workspace) => {
        const name = path.slice(root.length + 1);
        if (!thingsOf(workspace, kind).delete(name)) throw missing(name);
        if (kind === "volumes") workspace.volumes.remove(name.replaceAll(".", "/"));
        return {};
      },
    ],
  ];
}

const files = "/api/2.0/fs/files";
const directories = "/api/2.0/fs/directories";

/** What a workspace answers, by method and path; `*` stands for the rest. Source: Databricks REST API reference. */
const routes = new Map<string, Handler>([
  ["GET /api/2.0/preview/scim/v2/Me", () => ({ userName: "stand-in@example.org" })],
  ["POST /oidc/v1/token", () => ({ access_token: "stand-in", token_type: "Bearer", expires_in: 3600 })],

  ["POST /api/2.2/jobs/create", (call, { runs }) => ({ job_id: runs.create(JSON.parse(call.body.toString("utf8"))) })],
  [
    "POST /api/2.2/jobs/reset",
    (call, { runs }) => {
      const { job_id, new_settings } = parsed(z.object({ job_id: z.number(), new_settings: JobSettings }), call);
      runs.jobs.set(job_id, new_settings);
      return {};
    },
  ],
  [
    "POST /api/2.2/jobs/delete",
    (call, { runs }) => {
      const { job_id } = parsed(z.object({ job_id: z.number() }), call);
      for (const { run_id } of runs.list(job_id)) runs.cancel(run_id);
      runs.jobs.delete(job_id);
      return {};
    },
  ],
  [
    "GET /api/2.2/jobs/list",
    ({ query }, { runs }) => {
      const name = query.get("name");
      const all = [...runs.jobs].map(([job_id, settings]) => ({ job_id, settings }));
      return { jobs: all.filter(({ settings }) => name === null || settings.name === name) };
    },
  ],
  [
    "POST /api/2.2/jobs/run-now",
    (call, { runs }) => {
      const { job_id, idempotency_token, job_parameters } = parsed(RunNow, call);
      return { run_id: runs.runNow(job_id, job_parameters, idempotency_token).run_id };
    },
  ],
  ["GET /api/2.2/jobs/runs/list", ({ query }, { runs }) => ({ runs: runs.list(Number(query.get("job_id"))) })],
  ["GET /api/2.2/jobs/runs/get", ({ query }, { runs }) => runs.get(Number(query.get("run_id")))],
  ["GET /api/2.2/jobs/runs/get-output", ({ query }, { runs }) => runs.output(Number(query.get("run_id")))],
  [
    "POST /api/2.2/jobs/runs/cancel",
    (call, { runs }) => {
      runs.cancel(parsed(z.object({ run_id: z.number() }), call).run_id);
      return {};
    },
  ],
  ["GET /api/2.1/clusters/list", (_call, { runs }) => ({ clusters: runs.clusters })],

  [
    "POST /api/2.0/policies/clusters/create",
    (call, workspace) => {
      const policy = parsed(Named, call);
      const policy_id = `policy-${policy.name}`;
      thingsOf(workspace, "policies").set(policy_id, { ...policy, policy_id });
      return { policy_id };
    },
  ],
  [
    "POST /api/2.0/policies/clusters/delete",
    (call, workspace) => {
      const { policy_id } = parsed(z.object({ policy_id: z.string() }), call);
      if (!thingsOf(workspace, "policies").delete(policy_id)) throw missing(policy_id);
      return {};
    },
  ],
  [
    "GET /api/2.0/policies/clusters/list",
    (_call, workspace) => ({ policies: [...thingsOf(workspace, "policies").values()] }),
  ],
  [
    "POST /api/2.0/workspace/import",
    (call, workspace) => {
      const { path } = parsed(z.looseObject({ path: z.string() }), call);
      thingsOf(workspace, "notebooks").set(path, { path, object_type: "NOTEBOOK" });
      return {};
    },
  ],
  [
    "POST /api/2.0/workspace/delete",
    (call, workspace) => {
      const { path } = parsed(z.looseObject({ path: z.string() }), call);
      if (!thingsOf(workspace, "notebooks").delete(path)) throw missing(path);
      return {};
    },
  ],
  [
    "GET /api/2.0/workspace/get-status",
    ({ query }, workspace) => {
      const path = query.get("path") ?? "";
      const found = thingsOf(workspace, "notebooks").get(path);
      if (found === undefined) throw missing(path);
      return found;
    },
  ],
  ...unityCatalog("catalogs", "catalogs"),
  ...unityCatalog("schemas", "schemas"),
  ...unityCatalog("volumes", "volumes"),
  ...unityCatalog("external-locations", "external_locations"),
  ...unityCatalog("storage-credentials", "storage_credentials"),

  [
    `GET ${directories}/*`,
    async ({ path }, { volumes }) => {
      const place = path.slice(directories.length).replace(/\/$/, "");
      const folder = volumes.here(place);
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
        throw missing(place);
      });
      const contents = entries.map(async (entry) => {
        const directory = entry.isDirectory();
        const seen = { path: `${place}/${entry.name}`, name: entry.name, is_directory: directory };
        return directory ? seen : Object.assign(seen, { file_size: (await stat(`${folder}/${entry.name}`)).size });
      });
      return { contents: await Promise.all(contents) };
    },
  ],
  [
    `PUT ${files}/*`,
    async ({ path, body, query }, { volumes }) => {
      await volumes.write(path.slice(files.length), body, query.get("overwrite") === "true");
      return {};
    },
  ],
  [
    `DELETE ${files}/*`,
    async ({ path }, { volumes }) => {
      await volumes.removeFile(path.slice(files.length));
      return {};
    },
  ],
  [
    `PUT ${directories}/*`,
    async ({ path }, { volumes }) => {
      await volumes.makeFolder(path.slice(directories.length));
      return {};
    },
  ],
]);

/** Answers one call. @throws RestError where Databricks would refuse */
export async function answerCall(call: RestCall, workspace: Workspace): Promise<RestAnswer> {
  const { method, path } = call;
  if (path.startsWith(`${files}/`) && (method === "GET" || method === "HEAD")) {
    const bytes = await readFile(workspace.volumes.here(path.slice(files.length))).catch(() => {
      throw missing(path);
    });
    return { bytes, length: bytes.length };
  }
  const exact = routes.get(`${method} ${path}`);
  const handler =
    exact ??
    [...routes].find(([route]) => route.endsWith("*") && `${method} ${path}`.startsWith(route.slice(0, -1)))?.[1];
  if (handler === undefined) throw new RestError(404, "ENDPOINT_NOT_FOUND", `No API found for '${method} ${path}'`);
  return { json: await handler(call, workspace) };
}
