import { expect, it } from "vitest";
import { InputError } from "../../../job/contract/errors.ts";
import type { Storage } from "../../../job/storage/storage.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

async function* streamOf(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield bytes(part);
  }
}

/** More than one part of a streamed upload, in pieces that do not fit the parts. */
const streamed = { pieces: 21, pieceBytes: 1_000_003 };

async function* longStream(): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < streamed.pieces; piece++) yield new Uint8Array(streamed.pieceBytes).fill(piece);
}

/**
 * What every storage promises, whatever keeps the files.
 * @param open an empty storage, under a prefix of its own
 */
export function storageContract(open: () => Promise<Storage>): void {
  it("gives back what was written, whole and in ranges, and replaces files", async () => {
    const storage = await open();
    await storage.write("a/b é+%20&=.txt", bytes("first"));
    await storage.write("a/b é+%20&=.txt", bytes("0123456789"));
    expect(text(await storage.read("a/b é+%20&=.txt"))).toBe("0123456789");
    expect(text(await storage.readRange("a/b é+%20&=.txt", 3, 6))).toBe("345");
    expect(await storage.readRange("a/b é+%20&=.txt", 3, 3)).toHaveLength(0);
    expect(await storage.size("a/b é+%20&=.txt")).toBe(10);
    expect((await storage.list("")).map(({ path }) => path)).toEqual(["a/b é+%20&=.txt"]);
  });

  it("keeps an empty file, and tells it from none", async () => {
    const storage = await open();
    await storage.write("_SUCCESS", new Uint8Array());
    expect(await storage.size("_SUCCESS")).toBe(0);
    expect(await storage.read("_SUCCESS")).toHaveLength(0);
    expect(await storage.size("absent")).toBeUndefined();
  });

  it("writes streams, short, empty and longer than it holds at once", async () => {
    const storage = await open();
    await storage.write("short", streamOf("un ", "deux ", "trois"));
    expect(text(await storage.read("short"))).toBe("un deux trois");
    await storage.write("empty", streamOf());
    expect(await storage.size("empty")).toBe(0);
    await storage.write("long", longStream());
    const { pieces, pieceBytes } = streamed;
    expect(await storage.size("long")).toBe(pieces * pieceBytes);
    const lastTwo = await storage.readRange("long", (pieces - 1) * pieceBytes - 1, (pieces - 1) * pieceBytes + 1);
    expect([...lastTwo]).toEqual([pieces - 2, pieces - 1]);
  });

  it("keeps the old file, and nothing else, when a stream fails half-way", async () => {
    const storage = await open();
    await storage.write("features.parquet", bytes("old"));
    await expect(storage.write("features.parquet", failingLate())).rejects.toThrow("source failed");
    expect(text(await storage.read("features.parquet"))).toBe("old");
    await expect(storage.write("new.parquet", streamOf("half", new Error("source failed")))).rejects.toThrow(
      "source failed",
    );
    expect((await storage.list("")).map(({ path }) => path)).toEqual(["features.parquet"]);
    expect(await storage.discardUnfinished()).toBe(0);
  });

  it("creates a file once: of jobs that want the same name one is told", async () => {
    const storage = await open();
    const answers = await Promise.all([1, 2, 3, 4].map((n) => storage.create("run.lock", bytes(String(n)))));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(text(await storage.read("run.lock"))).toBe(String(answers.indexOf(true) + 1));
    expect(await storage.create("run.lock", bytes("late"))).toBe(false);
    expect(text(await storage.read("run.lock"))).not.toBe("late");
  });

  it("lists by prefix, at any depth, in code unit order", async () => {
    const storage = await open();
    // U+FF21 sorts before U+1F34E by bytes of UTF-8, and after it by code units.
    for (const path of ["b/2", "b/10", "a", "b/É/x", "bc", "b/\u{ff21}", "b/\u{1f34e}"])
      await storage.write(path, bytes(path));
    const paths = async (prefix: string): Promise<string[]> => (await storage.list(prefix)).map(({ path }) => path);
    expect(await paths("b/")).toEqual(["b/10", "b/2", "b/É/x", "b/\u{1f34e}", "b/\u{ff21}"]);
    expect(await paths("b")).toEqual([...(await paths("b/")), "bc"]);
    expect(await storage.list("a")).toEqual([{ path: "a", bytes: 1 }]);
    expect(await paths("absent/")).toEqual([]);
  });

  it("removes a file, and does not mind one that is not there", async () => {
    const storage = await open();
    await storage.write("a", bytes("a"));
    await storage.remove("a");
    await storage.remove("a");
    expect(await storage.size("a")).toBeUndefined();
    expect(await storage.list("")).toEqual([]);
  });

  it("names a file that is not there, and one that is shorter than it was", async () => {
    const storage = await open();
    await expect(storage.read("absent")).rejects.toThrow(`there is no ${storage.locate("absent")}`);
    await storage.write("short", bytes("abc"));
    await expect(storage.readRange("short", 1, 9)).rejects.toThrow("ends at byte 3, before byte 9");
    await expect(storage.readRange("short", 5, 9)).rejects.toThrow(InputError);
  });

  it.each(["../a", "/etc/passwd", "a/../../b", "a//b", "./a", "a/", "a\0b"])("refuses the path %j", async (path) => {
    const storage = await open();
    await expect(storage.write(path, bytes(""))).rejects.toThrow(InputError);
    await expect(storage.read(path)).rejects.toThrow(InputError);
  });
}

async function* failingLate(): AsyncGenerator<Uint8Array> {
  yield* longStream();
  throw new Error("source failed");
}
