import { spawn } from "node:child_process";
import { once } from "node:events";
import * as nodeFiles from "node:fs/promises";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError, JobFailedError } from "../../../job/contract/errors.ts";
import { type DiskCalls, diskStorage } from "../../../job/storage/diskStorage.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

async function* streamOf(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield bytes(part);
  }
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verger-storage-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("disk storage", () => {
  it("leaves nothing behind when a stream fails half-way", async () => {
    const storage = diskStorage(root);
    await expect(storage.write("stream.txt", streamOf("half", new Error("source failed")))).rejects.toThrow(
      "source failed",
    );
    expect(await readdir(root)).toEqual([]);
  });

  it("creates a file once on a disk without hard links too", async () => {
    const noLinks = failing("link", "EPERM");
    expect(await diskStorage(root, noLinks).create("run.json", bytes("1"))).toBe(true);
    expect(await diskStorage(root, noLinks).create("run.json", bytes("2"))).toBe(false);
    expect(text(await diskStorage(root).read("run.json"))).toBe("1");
  });

  it("lists by prefix, sorted by code unit, without files still being written", async () => {
    const storage = diskStorage(root);
    for (const path of ["b/2", "b/10", "a", "b/É/x", "bc"]) await storage.write(path, bytes(path));
    await writeFile(join(root, "b", ".0123456-0000-0000-0000-00000000000f0.part"), "unfinished");
    expect((await storage.list("b/")).map(({ path }) => path)).toEqual(["b/10", "b/2", "b/É/x"]);
    expect((await storage.list("b")).map(({ path }) => path)).toEqual(["b/10", "b/2", "b/É/x", "bc"]);
    expect(await storage.list("")).toContainEqual({ path: "a", bytes: 1 });
    expect(await storage.list("absent/")).toEqual([]);
    expect(await storage.discardUnfinished()).toBe(1);
    expect(await readdir(join(root, "b"))).toEqual(["10", "2", "É"]);
  });
});

/** The calls of the disk, one of which fails as the operating system would say it. */
function failing(call: "link" | "mkdir" | "rename" | "readFile", code: string): DiskCalls {
  return { ...nodeFiles, [call]: () => Promise.reject(Object.assign(new Error(`${code}: no`), { code })) };
}

/** A disk that takes `capacity` bytes of a file, then is full. */
function fullAfter(capacity: number): DiskCalls {
  return {
    ...nodeFiles,
    open: async (...args: Parameters<typeof nodeFiles.open>) => {
      const handle = await nodeFiles.open(...args);
      return Object.assign(handle, {
        writeFile: async (content: Uint8Array) => {
          await handle.write(content.subarray(0, capacity));
          throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
        },
      });
    },
  };
}

describe("disk storage on a disk that fails", () => {
  it("says that the disk is full and keeps the file that was there", async () => {
    await diskStorage(root).write("run.json", bytes("old"));
    const full = diskStorage(root, fullAfter(2));
    const error = await full.write("run.json", bytes("new content")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(JobFailedError);
    expect(String(error)).toContain(`the disk that holds ${join(root, "run.json")} is full`);
    expect((error as JobFailedError).hint).toMatch(/free some space.*--resume/);
    expect(await readFile(join(root, "run.json"), "utf8")).toBe("old");
    expect(await readdir(root)).toEqual(["run.json"]);
  });

  it.each([
    ["mkdir", "EACCES", InputError, "no permission for writing"],
    ["mkdir", "EROFS", InputError, "read-only disk"],
    ["rename", "EDQUOT", JobFailedError, "quota"],
    ["rename", "EIO", JobFailedError, "the disk failed while writing"],
    ["mkdir", "EMFILE", JobFailedError, "too many files are open"],
    ["mkdir", "ENAMETOOLONG", InputError, "too long"],
  ] as const)("puts %s %s into words and leaves nothing half-written", async (call, code, kind, words) => {
    const error = await diskStorage(root, failing(call, code))
      .write("a", bytes("a"))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(words);
    expect(String(error)).toContain(join(root, "a"));
    expect(await readdir(root)).toEqual([]);
  });

  it("does not dress up an error it does not know", async () => {
    await expect(diskStorage(root, failing("mkdir", "EWEIRD")).write("a", bytes("a"))).rejects.toThrow("EWEIRD: no");
  });

  it("says which part of a path is a file", async () => {
    await writeFile(join(root, "file"), "");
    await expect(diskStorage(root).write("file/a", bytes(""))).rejects.toThrow("is a file, not a folder");
    await expect(diskStorage(join(root, "file")).write("a", bytes(""))).rejects.toThrow("is a file, not a folder");
  });

  it("names a file that is not there, and one that is shorter than it was", async () => {
    await expect(diskStorage(root).read("absent")).rejects.toThrow(`there is no ${join(root, "absent")}`);
    await diskStorage(root).write("short", bytes("abc"));
    await expect(diskStorage(root).readRange("short", 1, 9)).rejects.toThrow("ends at byte 3, before byte 9");
  });
});

describe("disk storage killed while it writes", () => {
  it("leaves the old file or the new one, never a part of one", { timeout: 60_000 }, async () => {
    const storage = diskStorage(root);
    const versions = new Set(["a", "b"].map((letter) => letter.repeat(3_000_000)));
    await storage.write("big", bytes("a".repeat(3_000_000)));
    const writer = fileURLToPath(new URL("endlessWriter.ts", import.meta.url));
    for (const delay of [0, 3, 7, 15, 31, 62]) {
      const child = spawn(process.execPath, [writer, root], { stdio: ["ignore", "pipe", "inherit"] });
      await once(child.stdout, "data"); // its first write is done
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill("SIGKILL");
      await once(child, "exit");
      expect(versions.has(text(await storage.read("big")))).toBe(true);
      expect((await storage.list("")).map(({ path }) => path)).toEqual(["big"]);
    }
    await storage.discardUnfinished();
    expect(await readdir(root)).toEqual(["big"]);
  });
});
