import { assert, property, string } from "fast-check";
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../../job/contract/errors.ts";
import { compareUtf8 } from "../../../job/images/compareUtf8.ts";
import { listImages } from "../../../job/images/listImages.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-list-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), path);
  }
}

const paths = async (): Promise<string[]> => (await listImages(folder, { label: "none" })).map((entry) => entry.path);

async function labels(label: "parent" | "none"): Promise<[string, string | null][]> {
  return (await listImages(folder, { label })).map((entry) => [entry.path, entry.label]);
}

async function failure(root: string): Promise<unknown> {
  return listImages(root, { label: "none" }).catch((error: unknown) => error);
}

describe("listImages", () => {
  it("finds every kind of image at every depth and nothing else", async () => {
    await write("a.jpg", "b.JPEG", "c/d.png", "c/e/f/g.WebP", "h.tif", "i.Tiff", "j.gif");
    await write("k.bmp", "l.txt", "jpg", "m.jpg.txt", "n.svg", "o.pdf", "Thumbs.db", "desktop.ini");
    expect(await paths()).toEqual(["a.jpg", "b.JPEG", "c/d.png", "c/e/f/g.WebP", "h.tif", "i.Tiff", "j.gif"]);
  });

  it("skips what systems leave behind, which would count pictures twice", async () => {
    await write("a.jpg", "._a.jpg", ".hidden/b.jpg", "__MACOSX/a.jpg", "@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg");
    await write("$RECYCLE.BIN/old.jpg");
    expect(await paths()).toEqual(["a.jpg"]);
  });

  it("labels an image with its own folder, and one right in the root with nothing", async () => {
    await write("root.jpg", "Corn/1.jpg", "Fruit/Pear/2.jpg");
    expect(await labels("parent")).toEqual([
      ["Corn/1.jpg", "Corn"],
      ["Fruit/Pear/2.jpg", "Pear"],
      ["root.jpg", null],
    ]);
    expect((await labels("none")).map(([, label]) => label)).toEqual([null, null, null]);
  });

  it("gives size and time, which tell whether a file changed between two runs", async () => {
    await write("a.jpg");
    await utimes(join(folder, "a.jpg"), 1000, 2000.5);
    expect(await listImages(folder, { label: "none" })).toEqual([
      { path: "a.jpg", label: null, bytes: 5, modifiedMs: 2_000_500 },
    ]);
  });

  it("sorts by the bytes of the whole path", async () => {
    await write("b.jpg", "a/z.jpg", "a.jpg", "B.jpg", "é.jpg", "z.jpg", "a-b/c.jpg", "\uff61.jpg", "\u{1f34e}.jpg");
    const sorted = ["B.jpg", "a-b/c.jpg", "a.jpg", "a/z.jpg", "b.jpg", "z.jpg", "é.jpg", "\uff61.jpg", "\u{1f34e}.jpg"];
    expect(await paths()).toEqual(sorted);
  });

  it("takes names with spaces, quotes, percent signs and line breaks as they are", async () => {
    const odd = ["a\nb.jpg", "it's 100 %.png", "sp ace/x y.jpg", '"q".gif'].sort(compareUtf8);
    await write(...odd);
    expect(await paths()).toEqual(odd);
  });

  it.skipIf(process.platform !== "linux")(
    "lists what a name that is not UTF-8 leads to, for it to be rejected",
    async () => {
      await write("a.jpg");
      const latin1 = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]);
      await mkdir(latin1);
      await writeFile(Buffer.concat([latin1, Buffer.from("/b.jpg")]), "b");
      expect(await listImages(folder, { label: "parent" })).toMatchObject([
        { path: "a.jpg" },
        { path: "caf\ufffd/b.jpg", label: "caf\ufffd", bytes: 0 },
      ]);
    },
  );

  it("reads a linked file, never a linked folder, and lists a broken link so that it is rejected by name", async () => {
    await write("real/a.jpg", "real/deep/b.jpg");
    await symlink(join(folder, "real/a.jpg"), join(folder, "linked.jpg"));
    await symlink(folder, join(folder, "real/cycle"));
    await symlink(join(folder, "real"), join(folder, "folder-link.jpg"));
    await symlink(join(folder, "gone.jpg"), join(folder, "broken.jpg"));
    const entries = await listImages(folder, { label: "none" });
    expect(entries.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["broken.jpg", 0],
      ["linked.jpg", 10],
      ["real/a.jpg", 10],
      ["real/deep/b.jpg", 15],
    ]);
  });

  it("follows the root itself when that is a link", async () => {
    await write("real/a.jpg");
    await symlink(join(folder, "real"), join(folder, "root"));
    expect(await listImages(join(folder, "root"), { label: "none" })).toMatchObject([{ path: "a.jpg" }]);
  });
});

describe("listImages names the folder and what to do", () => {
  it("when it is missing, a file, or without an image", async () => {
    await write("notes.txt");
    const cases = [
      [join(folder, "gone"), `No such folder: ${join(folder, "gone")}`],
      [join(folder, "notes.txt"), `Not a folder: ${join(folder, "notes.txt")}`],
      [folder, `No image in ${folder}`],
    ] as const;
    for (const [root, message] of cases) {
      const error = await failure(root);
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ message, hint: expect.stringMatching(/^(Check|Give) /) });
    }
  });

  const isRoot = process.getuid?.() === 0;
  const why = isRoot ? " [not run: root may read every folder]" : "";
  it.skipIf(isRoot)(`when a folder inside cannot be read${why}`, async () => {
    await write("open/a.jpg", "closed/b.jpg");
    await chmod(join(folder, "closed"), 0o000);
    const error = await failure(folder);
    await chmod(join(folder, "closed"), 0o700);
    expect(error).toMatchObject({ message: `Not allowed to read the folder ${join(folder, "closed")}` });
  });
});

describe("compareUtf8", () => {
  it("orders any two strings as their UTF-8 bytes", () => {
    const text = string({ unit: "binary", maxLength: 6 });
    assert(
      property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});
