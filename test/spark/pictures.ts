import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";

/** A picture of a few hundred bytes with a gradient and noise of its own, the same for the same number. */
export async function picture(number: number, side = 48): Promise<Buffer> {
  const pixels = Buffer.alloc(side * side * 3);
  let state = (number + 1) * 2654435761;
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[at] = ((at * (number + 3)) / side + (state >>> 26)) & 255;
  }
  const image = sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
  return number % 2 === 0 ? image.jpeg().toBuffer() : image.png().toBuffer();
}

/** Writes files under a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Names that have been trouble for someone: spaces, percent signs, accents, emoji, and what Spark passes over. */
export async function awkwardFolder(folder: string): Promise<string> {
  const names = [
    "Pommes d'été/une poire 1.jpg",
    "Pommes d'été/100% sûr.png",
    "りんご 🍎/a+b&c=d.jpg",
    "りんご 🍎/#1?.png",
    "plum/{x};y,z.jpg",
    "plum/_DSC0001.png",
    "_raw/first.jpg",
    "in the root.png",
  ];
  const files: Record<string, Uint8Array> = {};
  for (const [number, name] of names.entries()) files[name] = await picture(number);
  files["plum/empty.jpg"] = new Uint8Array();
  files["plum/cut.jpg"] = (await picture(0)).subarray(0, 200);
  files["plum/text.png"] = Buffer.from("no picture at all");
  files["plum/notes.txt"] = Buffer.from("not looked at");
  files[".hidden/one.jpg"] = await picture(1);
  files["plum/.hidden.jpg"] = await picture(2);
  files["@eaDir/thumbnail.jpg"] = await picture(3);
  return writeFiles(folder, files);
}
