import sharp from "sharp";
import type { Thumbnails } from "../reportData.ts";
import { readImageFile } from "./imageFile.ts";

const columns = 8;
const tilesPerSheet = columns * columns;

/**
 * Thumbnails of the chosen images, whole and centred, on WebP sheets of 8 × 8 tiles.
 * @param chosen indices into `paths`, in the order they are laid out; unreadable ones are left out
 */
export async function thumbnailSheets(
  folder: string,
  paths: readonly string[],
  chosen: readonly number[],
  tile: number,
  onProgress: (done: number, total: number) => void,
): Promise<Thumbnails> {
  const positionOf = new Map<number, number>();
  const sheets: string[] = [];
  let tiles: Buffer[] = [];
  for (const [done, index] of chosen.entries()) {
    const bytes = await readImageFile(folder, paths[index] ?? "");
    const picture = bytes === undefined ? undefined : await tileOf(bytes, tile);
    if (picture !== undefined) {
      positionOf.set(index, sheets.length * tilesPerSheet + tiles.length);
      tiles.push(picture);
    }
    if (tiles.length === tilesPerSheet || (done === chosen.length - 1 && tiles.length > 0)) {
      sheets.push(await sheetOf(tiles, tile));
      tiles = [];
    }
    onProgress(done + 1, chosen.length);
  }
  return { tile, columns, tilesPerSheet, sheets, positionOf };
}

/** RGBA, `tile` × `tile`. */
async function tileOf(bytes: Buffer, tile: number): Promise<Buffer | undefined> {
  try {
    return await sharp(bytes, { failOn: "none", limitInputPixels: 100_000_000 })
      .toColourspace("srgb")
      .ensureAlpha()
      .resize(tile, tile, { fit: "contain", background: "#0000" })
      .raw({ depth: "uchar" })
      .toBuffer();
  } catch {
    return undefined;
  }
}

async function sheetOf(tiles: readonly Buffer[], tile: number): Promise<string> {
  const rows = Math.ceil(tiles.length / columns);
  const layers = tiles.map((input, position) => ({
    input,
    raw: { width: tile, height: tile, channels: 4 as const },
    left: (position % columns) * tile,
    top: Math.floor(position / columns) * tile,
  }));
  const webp = await sharp({
    create: { width: columns * tile, height: rows * tile, channels: 4, background: "#0000" },
  })
    .composite(layers)
    .webp({ quality: 62, alphaQuality: 50, effort: 3 })
    .toBuffer();
  return `data:image/webp;base64,${webp.toString("base64")}`;
}

/** A square RGB picture as a data URI. */
export async function pictureUri(data: Uint8Array, side: number): Promise<string> {
  const webp = await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .webp({ quality: 80, effort: 3 })
    .toBuffer();
  return `data:image/webp;base64,${webp.toString("base64")}`;
}
