import { describe, expect, it } from "vitest";
import { volumeFiles } from "../../../infra/lifecycle/results/volumeFiles.ts";
import { databricksApi } from "../../../infra/submission/databricksApi.ts";

const root = "/Volumes/verger_orchard/photographs/runs/r-1";

const oneFile: Readonly<Record<string, string>> = { "a b/ü.parquet": "0123456789" };

/** A volume of one file, whose server honours ranges or answers the whole file all the same. */
async function volume({ ranges = true, files = oneFile } = {}) {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    asked.push(`${init?.method ?? "GET"} ${pathname}`);
    const [, kind = "", place = ""] = /^\/api\/2\.0\/fs\/(files|directories)(.*)$/.exec(pathname) ?? [];
    const path = decodeURIComponent(place).slice(root.length + 1);
    if (kind === "directories") {
      const under = Object.keys(files).filter((file) => path === "" || file.startsWith(`${path}/`));
      if (under.length === 0) return new Response("", { status: 404 });
      const contents = under.map((file) => {
        const rest = file.slice(path === "" ? 0 : path.length + 1);
        const [first = ""] = rest.split("/");
        const is_directory = rest.includes("/");
        const at = [root, path, first].filter((part) => part !== "").join("/");
        return { path: is_directory ? `${at}/` : at, is_directory, file_size: files[file]?.length };
      });
      return Response.json({ contents: [...new Map(contents.map((each) => [each.path, each])).values()] });
    }
    const text = files[path];
    if (text === undefined) return new Response("", { status: 404 });
    const range = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get("range") ?? "");
    const body = range !== null && ranges ? text.slice(Number(range[1]), Number(range[2]) + 1) : text;
    const headers = { "content-length": String(body.length) };
    return new Response(init?.method === "HEAD" ? null : body, { headers });
  };
  const api = await databricksApi({ host: "https://dbc-1", environment: { DATABRICKS_TOKEN: "t" }, fetch, retryMs: 1 });
  return { asked, remote: volumeFiles(api, `${root}/`) };
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("a run in a volume that only Databricks may open", () => {
  it("is listed at any depth, with sizes, under names of any letters", async () => {
    const { remote } = await volume({ files: { "run.json": "{}", "a b/ü.parquet": "0123456789", "a b/c/d": "1" } });
    expect(await remote.list("")).toEqual([
      { path: "a b/c/d", bytes: 1 },
      { path: "a b/ü.parquet", bytes: 10 },
      { path: "run.json", bytes: 2 },
    ]);
    expect((await remote.list("a b/c")).map(({ path }) => path)).toEqual(["a b/c/d"]);
  });

  it.each([true, false])("is read in parts; where the server honours ranges: %s", async (ranges) => {
    const { remote } = await volume({ ranges });
    expect(text(await remote.readRange("a b/ü.parquet", 0, 4))).toBe("0123");
    expect(text(await remote.readRange("a b/ü.parquet", 4, 8)), "a later part, too").toBe("4567");
    expect(text(await remote.read("a b/ü.parquet"))).toBe("0123456789");
    expect(await remote.size("a b/ü.parquet")).toBe(10);
  });

  it("that is not there has no size and no files; reading it says where it should be", async () => {
    const { remote } = await volume({ files: {} });
    expect(await remote.size("run.json")).toBeUndefined();
    expect(await remote.list("")).toEqual([]);
    await expect(remote.read("run.json")).rejects.toThrow(`${root}/run.json is missing`);
  });
});
