import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import sharp from "sharp";
import { z } from "zod";
import { InputError } from "../job/contract/errors.ts";
import type { RgbImage } from "../job/contract/rgbImage.ts";
import type { FruitKind } from "./fruit.ts";
import { apple } from "./fruits/apple.ts";
import { banana } from "./fruits/banana.ts";
import { cherry } from "./fruits/cherry.ts";
import { lemon } from "./fruits/lemon.ts";
import { pear } from "./fruits/pear.ts";
import { plum } from "./fruits/plum.ts";
import { orchardShot } from "./orchardShots.ts";
import { photograph } from "./photograph.ts";
import { seededRandom } from "../job/random/seededRandom.ts";

const kinds: readonly FruitKind[] = [apple, banana, cherry, lemon, pear, plum];

/** Raise it when the pictures change: orchards of an older drawing are then drawn anew. */
const drawing = 1;
const markerName = ".orchard.json";

/** What lies beside the pictures, so that a later call knows that they are whole and its own. */
const Marker = z.object({ digest: z.string(), pictures: z.array(z.string()) });

export interface OrchardOptions {
  /** Pictures in all, spread over the kinds (default 120). */
  readonly count?: number;
  /** The same seed gives the same bytes (default 1). */
  readonly seed?: number;
}

/**
 * Draws sample pictures of six kinds of fruit, JPEG, in folders named by kind. A folder that already holds exactly
 * these pictures is used as it is; the pictures of another orchard are replaced.
 * @throws InputError where `folder` holds anything but an orchard.
 */
export async function renderOrchard(
  folder: string,
  options: OrchardOptions = {},
): Promise<{ images: number; kinds: string[] }> {
  const { count = 120, seed = 1 } = options;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InputError(`an orchard of ${count} pictures cannot be drawn`, "Give a whole number of at least 1.");
  const digest = createHash("sha256").update(JSON.stringify({ drawing, count, seed })).digest("hex");
  const paths = Array.from({ length: count }, (_, index) => picturePath(index));
  const answer = { images: count, kinds: [...new Set(paths.map((path) => dirname(path)))].toSorted() };

  const standing = await readOrchard(folder);
  if (standing?.digest === digest && paths.every((path) => existsSync(join(folder, path)))) return answer;

  const part = join(dirname(folder), `.${basename(folder)}.part`);
  await rm(part, { recursive: true, force: true });
  for (const kind of answer.kinds) await mkdir(join(part, kind), { recursive: true });
  for (const [index, path] of paths.entries()) await writeFile(join(part, path), await drawPicture(index, seed));
  await writeFile(join(part, markerName), `${JSON.stringify({ digest, pictures: paths }, null, 1)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(part, folder);
  return answer;
}

/** The marker of an orchard of ours; undefined where nothing stands yet. Never lets a stranger's folder be replaced. */
async function readOrchard(folder: string): Promise<z.output<typeof Marker> | undefined> {
  if (!existsSync(folder)) return undefined;
  const inside = await readdir(folder, { recursive: true, withFileTypes: true });
  if (inside.length === 0) return undefined;
  const refusal = new InputError(
    `${folder} holds files that are not sample pictures; they would be lost`,
    "Name a folder that does not exist yet.",
  );
  const markerFile = join(folder, markerName);
  if (!existsSync(markerFile)) throw refusal;
  const marker = Marker.safeParse(JSON.parse(await readFile(markerFile, "utf8")));
  if (!marker.success) throw refusal;
  const own = new Set([markerFile, ...marker.data.pictures.map((path) => join(folder, path))]);
  if (inside.some((entry) => !entry.isDirectory() && !own.has(join(entry.parentPath, entry.name)))) throw refusal;
  return marker.data;
}

function kindOf(index: number): FruitKind {
  const kind = kinds[index % kinds.length];
  if (kind === undefined) throw new RangeError(`no kind for picture ${index}`);
  return kind;
}

function picturePath(index: number): string {
  const { name } = kindOf(index);
  return `${name}/${name}-${String(Math.floor(index / kinds.length) + 1).padStart(2, "0")}.jpg`;
}

/** One picture, drawn from the seed and its index alone. */
export function drawImage(index: number, seed: number): RgbImage {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b));
  const kind = kindOf(index);
  return photograph(kind.grow(random), orchardShot(kind, random));
}

async function drawPicture(index: number, seed: number): Promise<Buffer> {
  const { width, height, data } = drawImage(index, seed);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88, chromaSubsampling: "4:4:4" })
    .toBuffer();
}
