import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../job/contract/errors.ts";
import { drawImage, renderOrchard } from "../../samples/renderOrchard.ts";

let home = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "orchard-"));
});
afterAll(async () => rm(home, { recursive: true, force: true }));

async function bytes(name: string, seed: number): Promise<Buffer[]> {
  await renderOrchard(join(home, name), { count: 6, seed });
  return Promise.all(kinds.map((kind) => readFile(join(home, name, kind, `${kind}-01.jpg`))));
}

const kinds = ["apple", "banana", "cherry", "lemon", "pear", "plum"];

describe("without a sample orchard the first command has nothing to show", () => {
  test("twelve pictures of six kinds, two each, in folders named by kind", async () => {
    const folder = join(home, "twelve");
    expect(await renderOrchard(folder, { count: 12 })).toEqual({ images: 12, kinds });
    const sizes = new Set<string>();
    for (const kind of kinds) {
      for (const number of ["01", "02"]) {
        const { width, height, format } = await sharp(join(folder, kind, `${kind}-${number}.jpg`)).metadata();
        expect(format).toBe("jpeg");
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(64);
        expect(Math.max(width, height)).toBeLessThanOrEqual(320);
        sizes.add(`${width} × ${height}`);
      }
    }
    expect(sizes.size).toBeGreaterThan(4);
  });

  test("the same seed gives the same bytes, another seed others", async () => {
    const [first, second, other] = [await bytes("a", 7), await bytes("b", 7), await bytes("c", 8)];
    expect(first).toEqual(second);
    for (const [index, picture] of first.entries()) expect(picture).not.toEqual(other[index]);
  });

  test("a picture does not depend on how many are drawn", () => {
    expect(drawImage(3, 1)).toEqual(drawImage(3, 1));
    expect(drawImage(3, 1).data).not.toEqual(drawImage(9, 1).data);
  });

  test("every picture shows a fruit: its middle differs from its corners", () => {
    for (let index = 0; index < 12; index++) {
      const { width, height, data } = drawImage(index, 1);
      const at = (x: number, y: number) => [0, 1, 2].map((c) => data[(y * width + x) * 3 + c] ?? 0);
      const corner = at(2, 2);
      let different = 0;
      for (let y = 0; y < height; y += 3)
        for (let x = 0; x < width; x += 3)
          if (Math.max(...at(x, y).map((value, c) => Math.abs(value - (corner[c] ?? 0)))) > 40) different += 9;
      expect(different / (width * height), `picture ${index}`).toBeGreaterThan(0.04);
    }
  });
});

describe("drawing again must neither waste time nor destroy anything", () => {
  test("a whole orchard is used as it is; a broken or other one is drawn anew", async () => {
    const folder = join(home, "again");
    const picture = join(folder, "apple", "apple-01.jpg");
    await renderOrchard(folder, { count: 6 });
    const { mtimeMs, ino } = await stat(picture);
    await renderOrchard(folder, { count: 6 });
    expect(await stat(picture)).toMatchObject({ mtimeMs, ino });

    await rm(picture);
    await renderOrchard(folder, { count: 6 });
    expect(existsSync(picture)).toBe(true);

    await renderOrchard(folder, { count: 7 });
    await renderOrchard(folder, { count: 6 });
    expect(existsSync(join(folder, "apple", "apple-02.jpg"))).toBe(false);
  });

  test("a folder with anything else in it is refused and left alone", async () => {
    const folder = join(home, "mine");
    await renderOrchard(folder, { count: 6 });
    await writeFile(join(folder, "apple", "holiday.jpg"), "mine");
    await expect(renderOrchard(folder, { count: 12 })).rejects.toThrow(InputError);
    expect(await readFile(join(folder, "apple", "holiday.jpg"), "utf8")).toBe("mine");
    await expect(renderOrchard(join(home, "mine", "apple"), { count: 6 })).rejects.toThrow(/not sample pictures/);
    await expect(renderOrchard(join(home, "none"), { count: 0 })).rejects.toThrow(InputError);
  });
});
