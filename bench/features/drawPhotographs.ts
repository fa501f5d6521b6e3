import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { seededRandom } from "../../job/random/seededRandom.ts";
import { apple } from "../../samples/fruits/apple.ts";
import { cherry } from "../../samples/fruits/cherry.ts";
import { pear } from "../../samples/fruits/pear.ts";
import { orchardShot } from "../../samples/orchardShots.ts";
import { photograph } from "../../samples/photograph.ts";

const kinds = [apple, pear, cherry] as const;

/** Draws sample pictures as large as asked: JPEGs as cameras write them, with the colours at half resolution. */
export async function drawPhotographs(
  folder: string,
  { width, height, count }: { readonly width: number; readonly height: number; readonly count: number },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    const random = seededRandom(index + 1);
    const kind = kinds[index % kinds.length] ?? apple;
    const shot = orchardShot(kind, random);
    const radius = (shot.radius * Math.min(width, height)) / Math.min(shot.width, shot.height);
    const { data } = photograph(kind.grow(random), { ...shot, width, height, radius });
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 88 })
      .toFile(join(folder, `${index}.jpg`));
  }
}
