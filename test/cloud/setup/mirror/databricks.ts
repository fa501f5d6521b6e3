import { readFile } from "node:fs/promises";
import { dirname } from "node:path/posix";
import { z } from "zod";
import type { FakeCloud, Mirror } from "../../../../tools/pulumi/stubProvider/fakeCloud.ts";
import { databricksApi } from "../../../../infra/submission/databricksApi.ts";
import { databricksToken } from "../databricks/startDatabricks.ts";
import { text } from "./inputs.ts";

type Properties = Readonly<Record<string, unknown>>;

/** Fields whose keys are the user's own. */
const maps = new Set(["sparkConf", "sparkEnvVars", "customTags", "tags"]);

/** Pulumi's inputs as the REST API words them. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      maps.has(key) ? inner : inSnakeCase(inner),
    ]),
  );
}

/** What the stub provider of `databricks` makes and takes away is made in the stand-in's workspace too. */
export function mirrorInDatabricks(cloud: FakeCloud, host: string): void {
  const api = databricksApi({ host, environment: { DATABRICKS_TOKEN: databricksToken }, fetch: globalThis.fetch });

  const call = async (method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<unknown> => {
    const answer = await (await api).call(path, { method, ...(body !== undefined && { body }) });
    if (answer === undefined) throw new Error(`${method} ${path}: 404`);
    return answer.json();
  };
  const send = (method: string, path: string, body?: unknown): Promise<unknown> =>
    call(method, path, body === undefined ? undefined : JSON.stringify(body));

  const unityCatalog = (kind: string, parents: readonly string[] = []): Mirror => {
    const root = `/api/2.1/unity-catalog/${kind}`;
    const nameOf = (inputs: Properties): string => [...parents, "name"].map((key) => text(inputs, key)).join(".");
    return {
      create: async (made) => {
        await send("POST", root, inSnakeCase(made.inputs));
        return { id: nameOf(made.inputs), state: made.state };
      },
      remove: async ({ inputs }) => {
        await send("DELETE", `${root}/${encodeURIComponent(nameOf(inputs))}`);
      },
    };
  };

  const mirrors: Readonly<Record<string, Mirror>> = {
    "databricks:index/catalog:Catalog": unityCatalog("catalogs"),
    "databricks:index/schema:Schema": unityCatalog("schemas", ["catalogName"]),
    "databricks:index/volume:Volume": unityCatalog("volumes", ["catalogName", "schemaName"]),
    "databricks:index/externalLocation:ExternalLocation": unityCatalog("external-locations"),
    "databricks:index/storageCredential:StorageCredential": unityCatalog("storage-credentials"),
    "databricks:index/clusterPolicy:ClusterPolicy": {
      create: async ({ inputs, state }) => {
        const answer = await send("POST", "/api/2.0/policies/clusters/create", inSnakeCase(inputs));
        return { id: z.object({ policy_id: z.string() }).parse(answer).policy_id, state };
      },
      remove: async ({ id }) => {
        await send("POST", "/api/2.0/policies/clusters/delete", { policy_id: id });
      },
    },
    "databricks:index/job:Job": {
      create: async ({ inputs, state }) => {
        const answer = await send("POST", "/api/2.2/jobs/create", inSnakeCase(inputs));
        const id = String(z.object({ job_id: z.number() }).parse(answer).job_id);
        return { id, state: { ...state, url: `${host}/#job/${id}` } };
      },
      remove: async ({ id }) => {
        await send("POST", "/api/2.2/jobs/delete", { job_id: Number(id) });
      },
    },
    "databricks:index/file:File": {
      create: async (made) => {
        const path = text(made.inputs, "path");
        const { source, contentBase64 } = made.inputs;
        const content =
          typeof source === "string"
            ? await readFile(source)
            : Buffer.from(text({ contentBase64 }, "contentBase64"), "base64");
        await call("PUT", `/api/2.0/fs/directories${dirname(path)}`);
        await call("PUT", `/api/2.0/fs/files${path}?overwrite=true`, new Uint8Array(content));
        return { id: path, state: made.state };
      },
      remove: async ({ id }) => {
        await call("DELETE", `/api/2.0/fs/files${id}`);
      },
    },
    "databricks:index/notebook:Notebook": {
      create: async (made) => {
        const { path, language, contentBase64 } = made.inputs;
        await send("POST", "/api/2.0/workspace/import", { path, language, content: contentBase64 });
        return made;
      },
      remove: async ({ inputs }) => {
        await send("POST", "/api/2.0/workspace/delete", { path: text(inputs, "path") });
      },
    },
  };
  for (const [type, mirror] of Object.entries(mirrors)) cloud.mirrors.set(type, mirror);
}
