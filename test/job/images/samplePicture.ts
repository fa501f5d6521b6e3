import sharp, { type Sharp } from "sharp";

const [width, height] = [48, 32];

/** Bytes that look like a picture to every encoder: soft gradients with some noise, the same on every machine. */
export function samplePixels(channels: number, pages = 1): Buffer {
  const pixels = Buffer.alloc(width * height * pages * channels);
  let noise = 1;
  for (let index = 0; index < pixels.length; index++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) | 0;
    const pixel = Math.trunc(index / channels);
    pixels[index] =
      (pixel % width) * 3 + Math.trunc(pixel / width) * 2 + (index % channels) * 20 + ((noise >>> 16) & 15);
  }
  return pixels;
}

/** A 48 × 32 picture, ready to be encoded. More pages stand below one another for animations. */
export function samplePicture(channels: 1 | 2 | 3 | 4 = 3, pages = 1): Sharp {
  const raw = { width, height: height * pages, channels, ...(pages > 1 ? { pageHeight: height } : {}) };
  const picture = sharp(samplePixels(channels, pages), { raw });
  return channels === 1 ? picture.toColourspace("b-w") : picture;
}
