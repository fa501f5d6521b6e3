import * as nodeFiles from "node:fs";
import * as nodePromises from "node:fs/promises";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { rangeReader } from "../../../job/storage/rangeReader.ts";

const bytes = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);
let folder: string;
let file: string;
/** Milliseconds that every read takes, and who has read. */
let takes = 0;
let readers: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-ranges-"));
  file = join(folder, "a.bin");
  await writeFile(file, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  takes = 0;
  readers = [];
});

function watchedReader(blocking: Partial<typeof nodeFiles> = {}) {
  let time = 0;
  const open: typeof nodePromises.open = (...given) => {
    readers.push("another thread");
    time += takes;
    return nodePromises.open(...given);
  };
  const openSync: typeof nodeFiles.openSync = (...given) => {
    readers.push("this thread");
    time += takes;
    return nodeFiles.openSync(...given);
  };
  const calls = { ...nodeFiles, openSync, ...blocking };
  return rangeReader({ open }, { blocking: calls, now: () => time });
}

it("reads on by itself while the bytes come from memory, and has another thread read while they do not", async () => {
  const read = watchedReader();
  const parts: Uint8Array[] = [];
  for (const [start, milliseconds] of [
    [0, 1],
    [100, 1],
    [200, 1.1],
    [300, 1.1],
    [400, 1],
    [500, 0],
  ] as const) {
    takes = milliseconds;
    parts.push(await read(file, start, new Uint8Array(100)));
  }
  expect(Buffer.concat(parts)).toEqual(Buffer.from(bytes.subarray(0, 600)));
  expect(readers).toEqual([
    "another thread",
    "this thread",
    "this thread",
    "another thread",
    "another thread",
    "this thread",
  ]);
});

it("reads whole parts from a disk that gives a little at a time", async () => {
  const readSync = ((handle: number, memory: Uint8Array, offset: number, length: number, position: number) =>
    nodeFiles.readSync(handle, memory, offset, Math.min(length, 7), position)) as typeof nodeFiles.readSync;
  const read = watchedReader({ readSync });
  for (const start of [0, 1000]) {
    const part = await read(file, start, new Uint8Array(500));
    expect(Buffer.from(part)).toEqual(Buffer.from(bytes.subarray(start, start + 500)));
  }
  expect(readers).toEqual(["another thread", "this thread"]);
});

it("says where a file ends too early, whoever reads, and leaves nothing open", async () => {
  let opened = 0;
  const openSync: typeof nodeFiles.openSync = (...given) => {
    const handle = nodeFiles.openSync(...given);
    opened++;
    return handle;
  };
  const closeSync: typeof nodeFiles.closeSync = (handle) => (opened--, nodeFiles.closeSync(handle));
  const read = watchedReader({ openSync, closeSync });
  const failure = "a.bin ends at byte 3000, before byte 3010";
  await expect(watchedReader()(file, 2990, new Uint8Array(20))).rejects.toThrow(failure);
  readers = [];
  await read(file, 0, new Uint8Array(10));
  await expect(read(file, 2990, new Uint8Array(20))).rejects.toThrow(failure);
  await expect(read(join(folder, "none"), 0, new Uint8Array(20))).rejects.toThrow("ENOENT");
  expect(readers).toEqual(["another thread"]);
  expect(opened).toBe(0);
});
