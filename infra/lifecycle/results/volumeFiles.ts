import { z } from "zod";
import { JobFailedError } from "../../../job/contract/errors.ts";
import type { StoredFile } from "../../../job/storage/storage.ts";
import type { DatabricksApi } from "../../submission/databricksApi.ts";
import type { RemoteRun } from "./fetchRun.ts";

const Directory = z.object({
  contents: z
    .array(z.object({ path: z.string(), is_directory: z.boolean().optional(), file_size: z.number().optional() }))
    .optional(),
  next_page_token: z.string().optional(),
});

/**
 * The files under a folder of a Unity Catalog volume, through Databricks: the storage behind it may let nobody else
 * in. Source: Databricks REST API reference, Files.
 */
export function volumeFiles(api: DatabricksApi, root: string): RemoteRun {
  const locate = (path: string): string => [root.replace(/\/$/, ""), path].filter((part) => part !== "").join("/");

  const bytesOf = async (path: string, headers: Record<string, string>): Promise<Uint8Array> => {
    const answer = await api.call(addressed("files", locate(path)), { headers });
    if (answer === undefined)
      throw new JobFailedError(`${locate(path)} is missing`, "verger status shows whether the job still runs");
    return new Uint8Array(await answer.arrayBuffer());
  };

  return {
    locate,
    read: (path) => bytesOf(path, {}),
    async readRange(path, start, end) {
      const bytes = await bytesOf(path, { range: `bytes=${start}-${end - 1}` });
      // Where the whole file is answered instead of its part, the part is cut from it.
      return bytes.byteLength > end - start ? bytes.subarray(start, end) : bytes;
    },
    async size(path) {
      const answer = await api.call(addressed("files", locate(path)), { method: "HEAD" });
      return answer === undefined ? undefined : Number(answer.headers.get("content-length"));
    },
    async list(prefix) {
      const folder = prefix.split("/").slice(0, -1).join("/");
      const files: StoredFile[] = [];
      for await (const { path, bytes } of filesUnder(api, locate(folder)))
        files.push({ path: path.slice(locate("").length + 1), bytes });
      return files.filter(({ path }) => path.startsWith(prefix)).sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}

/** The files of a volume under a folder, at any depth, by their whole paths; none where there is no such folder. */
export async function* filesUnder(api: DatabricksApi, folder: string): AsyncGenerator<StoredFile> {
  let page = "";
  do {
    const answer = await api.call(`${addressed("directories", folder.replace(/\/$/, ""))}${page}`);
    if (answer === undefined) return;
    const { contents = [], next_page_token } = Directory.parse(await answer.json());
    for (const { path, is_directory, file_size = 0 } of contents)
      if (is_directory === true) yield* filesUnder(api, path);
      else yield { path, bytes: file_size };
    page = next_page_token === undefined ? "" : `?page_token=${encodeURIComponent(next_page_token)}`;
  } while (page !== "");
}

/** The address of a file or folder of a volume. */
export const addressed = (kind: "files" | "directories", place: string): string =>
  `/api/2.0/fs/${kind}${place.split("/").map(encodeURIComponent).join("/")}`;
