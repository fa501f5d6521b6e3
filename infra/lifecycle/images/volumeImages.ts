import { dirname } from "node:path/posix";
import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import type { DatabricksApi } from "../../submission/databricksApi.ts";
import { addressed, volumeFiles } from "../results/volumeFiles.ts";
import type { ImageStore } from "./imageStore.ts";

const atOnce = 8;

/**
 * The photographs in a stack's volume, through Databricks: the storage account behind it lets nobody else in. It keeps
 * no digest, so that a picture of the same size is read back to be told from another.
 * Source: Databricks REST API reference, Files.
 * @param folder the volume's path: `/Volumes/…/images/`
 */
export function volumeImages(api: DatabricksApi, folder: string): ImageStore {
  const files = volumeFiles(api, folder);
  const made = new Map<string, Promise<unknown>>();

  /** A file is only taken where its folder is; folders are made with those above them. */
  const folderOf = async (path: string): Promise<void> => {
    const parent = dirname(path);
    if (parent === ".") return;
    const making = made.get(parent) ?? send(api, "directories", files.locate(parent), { method: "PUT" });
    made.set(parent, making);
    await making;
  };

  return {
    sizes: async () => new Map((await files.list("")).map(({ path, bytes }) => [path, bytes])),
    holds: async ({ path, body }) => body.equals(await files.read(path)),
    put: async ({ path, body }, replaces) => {
      await folderOf(path);
      const headers = { "content-type": "application/octet-stream" };
      await send(api, "files", files.locate(path), { method: "PUT", headers, body: new Uint8Array(body) }, replaces);
    },
    remove: async (paths) => {
      const waiting = paths.values();
      const remover = async (): Promise<void> => {
        // What is not there any more needs no removing.
        for (const path of waiting) await api.call(addressed("files", files.locate(path)), { method: "DELETE" });
      };
      const ended = await Promise.allSettled(Array.from({ length: atOnce }, remover));
      for (const each of ended) if (each.status === "rejected") throw each.reason;
    },
  };
}

async function send(
  api: DatabricksApi,
  kind: "files" | "directories",
  place: string,
  init: RequestInit,
  overwrite?: boolean,
): Promise<void> {
  const query = overwrite === undefined ? "" : `?overwrite=${overwrite}`;
  if ((await api.call(`${addressed(kind, place)}${query}`, init)) !== undefined) return;
  throw new VergerError(
    exitCodes.resource,
    `Databricks has no place for ${place}`,
    "verger status shows whether the stack stands; verger up makes what is missing",
  );
}
