import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OfficialFile } from "../../../../job/features/weights/officialFile.ts";
import { type DownloadProgress, officialWeights } from "../../../../job/features/weights/officialWeights.ts";
import { weightsLocation } from "../../../../job/features/weights/weightsLocation.ts";
import { WeightsUnavailableError } from "../../../../job/features/weights/weightsUnavailable.ts";
import { type Behaviour, type FileServer, fileServer } from "./fileServer.ts";

const bytes = randomBytes(300_000);
const file: OfficialFile = {
  folder: "net",
  fileName: "net.h5",
  licence: "MIT",
  bytes: bytes.length,
  md5: createHash("md5").update(bytes).digest("hex"),
};
const { md5: _, ...unchecked } = file;

const sameBytes = ({ path }: { path: string }) => readFileSync(path).equals(bytes);

describe("official weights", () => {
  let cacheFolder: string;
  let server: FileServer | undefined;
  const progress: DownloadProgress[] = [];
  beforeEach(() => {
    cacheFolder = join(mkdtempSync(join(tmpdir(), "verger-cache-")), "weights");
    progress.length = 0;
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(join(cacheFolder, ".."), { recursive: true });
  });

  const serve = async (content: () => Buffer, ...behaviours: Behaviour[]) => {
    server = await fileServer(content, ...behaviours);
    return server;
  };
  const get = (wanted: OfficialFile, baseUrl: string, signal?: AbortSignal) =>
    officialWeights(wanted, {
      cacheFolder,
      baseUrl,
      fetch,
      signal,
      onProgress: (each) => void progress.push(each),
      retryAfter: 5,
    });

  test("are fetched once, into the cache, whole", async () => {
    const { url, ranges } = await serve(() => bytes);
    const first = await get(file, url);
    const second = await get(file, url);
    expect(sameBytes(first)).toBe(true);
    expect([first.fetched, second.fetched]).toEqual([true, false]);
    expect(ranges).toHaveLength(1);
    expect(progress.at(-1)).toEqual({ fileName: "net.h5", receivedBytes: 300_000, totalBytes: 300_000 });
    expect(readdirSync(cacheFolder).sort()).toEqual(["net.h5", "weights.lock.json"]);
  });

  test("go on where a dropped connection stopped", async () => {
    const { url, ranges } = await serve(() => bytes, "drop half-way", "drop half-way", "serve");
    expect(sameBytes(await get(file, url))).toBe(true);
    expect(ranges[0]).toBe("");
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range))).toBe(true);
  });

  test("go on in a later run where an earlier one was stopped", async () => {
    const { url, ranges } = await serve(() => bytes, "drop half-way", { status: 404 }, "serve");
    await expect(get(file, url)).rejects.toThrow(WeightsUnavailableError);
    expect(readdirSync(cacheFolder).sort()).toEqual(["net.h5.part", "net.h5.part.etag"]);
    expect(sameBytes(await get(file, url))).toBe(true);
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
  });

  test("start over when the server's file has changed meanwhile, never two halves of two files", async () => {
    let served = Buffer.alloc(300_000, 1);
    const { url } = await serve(() => served, "drop half-way", { status: 404 }, "serve");
    await expect(get(unchecked, url)).rejects.toThrow(WeightsUnavailableError);
    served = bytes;
    expect(sameBytes(await get(unchecked, url))).toBe(true);
  });

  test("start over with a server that takes no ranges", async () => {
    const { url } = await serve(() => bytes, "drop half-way", "refuse ranges");
    expect(sameBytes(await get(file, url))).toBe(true);
  });

  test("start over with a server that goes on elsewhere than asked", async () => {
    const { url, ranges } = await serve(() => bytes, "drop half-way", "another range", "serve");
    expect(sameBytes(await get(unchecked, url))).toBe(true);
    expect(ranges.at(-1)).toBe("");
  });

  test("are asked for as they are: their length is known, and half of them can be gone on with", async () => {
    const { url, ranges } = await serve(() => bytes, "compress");
    expect(sameBytes(await get(file, url))).toBe(true);
    expect(ranges).toEqual([""]);
  });

  test("that Keras has no digest of are held to the one their server sends", async () => {
    const { url } = await serve(() => bytes, "damage", "serve");
    const failure = await get(unchecked, url).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/while its server says [0-9a-f]{32}: damaged on the way/);
    expect(readdirSync(cacheFolder)).toEqual([]);
    expect(sameBytes(await get(unchecked, url))).toBe(true);
  });

  test("wanted twice at once are fetched once", async () => {
    const { url, ranges } = await serve(() => bytes, "drop half-way", "serve");
    const both = await Promise.all([get(unchecked, url), get(unchecked, url)]);
    expect(both.map(sameBytes)).toEqual([true, true]);
    expect(both.filter(({ fetched }) => fetched)).toHaveLength(1);
    expect(ranges.filter((range) => range === "")).toHaveLength(1);
    expect(readdirSync(cacheFolder).sort()).toEqual(["net.h5", "weights.lock.json"]);
  });

  test.each([
    ["was killed", () => String(spawnSync(process.execPath, ["--version"]).pid)],
    ["left nothing in its lock", () => ""],
  ])("wait for no process that %s", async (_, pid) => {
    const { url } = await serve(() => bytes);
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(join(cacheFolder, "net.h5.lock"), pid());
    expect(sameBytes(await get(file, url))).toBe(true);
    expect(readdirSync(cacheFolder)).not.toContain("net.h5.lock");
  });

  test.each([{ status: 500 }, { status: 429 }])("are tried again after HTTP $status", async ({ status }) => {
    const { url, ranges } = await serve(() => bytes, { status }, { status }, "serve");
    await get(file, url);
    expect(ranges).toHaveLength(3);
  });

  test.each([
    ["a server without the file", { status: 404 }, /HTTP 404/],
    ["a server that stays broken", { status: 503 }, /HTTP 503/],
  ] as const)(
    "%s: says which file, from where, where to put it and what else there is",
    async (_, behaviour, reason) => {
      const { url } = await serve(() => bytes, behaviour);
      const path = join(cacheFolder, "net.h5");
      await expect(get(file, url)).rejects.toMatchObject({
        message: expect.stringMatching(reason),
        hint: `Put the file at ${path}, or give --weights YOUR_FILE.h5, or --weights seeded for random, untrained weights.`,
        exitCode: 2,
      });
      await expect(get(file, url)).rejects.toThrow(`${url}net/net.h5`);
    },
  );

  test("without a network the error comes at once and is one a caller can catch", async () => {
    const { url, close } = await fileServer(() => bytes);
    await close();
    const failure = await get(file, url).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WeightsUnavailableError);
    expect(String(failure)).toContain("ECONNREFUSED");
  });

  test("another file under the name is refused and not kept", async () => {
    const { url } = await serve(() => Buffer.from("<html>sign in</html>"));
    const failure = await get(file, url).catch((error: unknown) => error);
    expect(String(failure)).toContain(`while Keras expects ${file.md5}`);
    expect(failure).not.toBeInstanceOf(WeightsUnavailableError);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test("a cached file that is damaged later is refused, by Keras's digest or by our lock", async () => {
    const { url } = await serve(() => bytes);
    const { path } = await get(file, url);
    writeFileSync(path, bytes.subarray(1));
    await expect(get(file, url)).rejects.toThrow(/is not the official file: its MD5 is/);
    await expect(get(unchecked, url)).rejects.toThrow(/has changed since it was fetched/);
  });

  test("a file put there by hand is taken, without the network", async () => {
    const { url, ranges } = await serve(() => bytes);
    await get(file, url);
    rmSync(join(cacheFolder, "weights.lock.json"));
    expect((await get(unchecked, "http://127.0.0.1:9/")).fetched).toBe(false);
    expect(ranges).toHaveLength(1);
  });

  test("a damaged lock file is named", async () => {
    const { url } = await serve(() => bytes);
    await get(file, url);
    writeFileSync(join(cacheFolder, "weights.lock.json"), "{");
    await expect(get(file, url)).rejects.toThrow(/weights\.lock\.json is damaged/);
  });

  test("stop at the caller's signal and keep what has come", async () => {
    const { url } = await serve(() => bytes, "drop half-way");
    const stop = new AbortController();
    const promise = officialWeights(file, {
      cacheFolder,
      baseUrl: url,
      fetch,
      signal: stop.signal,
      retryAfter: 5,
      onProgress: ({ receivedBytes }) => receivedBytes > 0 && stop.abort(new Error("stopped")),
    });
    await expect(promise).rejects.toThrow("stopped");
    expect(readdirSync(cacheFolder)).toContain("net.h5.part");
  });
});

describe("where weights come from and go", () => {
  test("is the user's cache folder and Keras's own address", () => {
    expect(weightsLocation({ XDG_CACHE_HOME: "/cache" })).toEqual({
      cacheFolder: join("/cache", "verger", "weights"),
      baseUrl: "https://storage.googleapis.com/tensorflow/keras-applications/",
    });
  });

  test("can be a mirror", () => {
    expect(weightsLocation({ VERGER_WEIGHTS_URL: "http://mirror.example/keras" }).baseUrl).toBe(
      "http://mirror.example/keras/",
    );
  });

  test.each(["mirror", "file:///etc", "ftp://mirror.example/"])("but not %s", (address) => {
    expect(() => weightsLocation({ VERGER_WEIGHTS_URL: address })).toThrow("is not an http or https address");
  });
});
