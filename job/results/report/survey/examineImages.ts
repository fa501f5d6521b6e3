import { createHash } from "node:crypto";
import sharp from "sharp";
import type { RgbImage } from "../../../contract/rgbImage.ts";
import { examinedSide, imageFacts, type ImageFacts } from "./imageFacts.ts";
import { readImageFile } from "./imageFile.ts";
import { MeanImages } from "./meanImages.ts";

export interface Examination {
  /** By position in `paths`; undefined where the image could not be read. */
  readonly digests: readonly (string | undefined)[];
  readonly facts: readonly (ImageFacts | undefined)[];
  readonly means: MeanImages;
}

/** Pictures decoded at once: sharp works in threads of its own. */
const atOnce = 8;

/**
 * Reads every image once: digest of its bytes, facts about its quality, its share of its class's mean image.
 * @param classOf class of each path, below `classes`
 */
export async function examineImages(
  folder: string,
  paths: readonly string[],
  classOf: ArrayLike<number>,
  classes: number,
  onProgress: (done: number, total: number) => void,
): Promise<Examination> {
  const digests: (string | undefined)[] = Array.from({ length: paths.length });
  const facts: (ImageFacts | undefined)[] = Array.from({ length: paths.length });
  const means = new MeanImages(classes);
  // The next pictures are decoded, in threads of sharp's, while these are examined.
  let ahead = readSmall(folder, paths.slice(0, atOnce));
  for (let from = 0; from < paths.length; from += atOnce) {
    const read = await ahead;
    ahead = readSmall(folder, paths.slice(from + atOnce, from + 2 * atOnce));
    // Added in order, so that sums round the same way every time.
    for (const [offset, result] of read.entries()) {
      if (result === undefined) continue;
      const index = from + offset;
      digests[index] = result.digest;
      facts[index] = imageFacts(result.image);
      means.add(classOf[index] ?? 0, result.image);
    }
    onProgress(Math.min(from + atOnce, paths.length), paths.length);
  }
  await ahead;
  return { digests, facts, means };
}

type SmallImage = { readonly image: RgbImage; readonly digest: string };

async function readSmall(folder: string, paths: readonly string[]): Promise<(SmallImage | undefined)[]> {
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readImageFile(folder, path);
      const image = bytes && (await smallImage(bytes));
      return image && { image, digest: sha256(bytes) };
    }),
  );
}

/** The first frame as RGB on white, at most `examinedSide` pixels wide and high; undefined where it cannot be decoded. */
async function smallImage(bytes: Buffer): Promise<RgbImage | undefined> {
  try {
    const { data, info } = await sharp(bytes, { failOn: "none", limitInputPixels: 100_000_000 })
      .toColourspace("srgb")
      .flatten({ background: "#fff" })
      .resize(examinedSide, examinedSide, { fit: "inside", withoutEnlargement: true })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: info.channels === 1 ? tripled(data) : data };
  } catch {
    return undefined;
  }
}

function tripled(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3);
  for (const [index, level] of grey.entries()) data.fill(level, index * 3, index * 3 + 3);
  return data;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
