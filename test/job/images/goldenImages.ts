import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { z } from "zod";

const range = z.tuple([z.int(), z.int()]);
const size = z.tuple([z.int(), z.int()]);
const Golden = z.object({
  pillow: z.string(),
  decoded: z.array(
    z.object({
      name: z.string(),
      mode: z.string(),
      turned: z.boolean(),
      width: z.int(),
      height: z.int(),
      file: range,
      pixels: range,
    }),
  ),
  resized: z.array(
    z.object({ method: z.enum(["bicubic", "nearest"]), from: size, to: size, source: range, pixels: range }),
  ),
});

const read = (name: string): Buffer => readFileSync(new URL(`golden/${name}`, import.meta.url));
const blob = new Uint8Array(inflateSync(read("images.bin")));
const bytes = ([start, end]: readonly [number, number]): Uint8Array => blob.slice(start, end);
const golden = Golden.parse(JSON.parse(read("images.json").toString()));

/** Files of every mode and what Pillow decodes them to (`npm run golden:images`). */
export const decodedByPillow = golden.decoded.map((item) => ({
  ...item,
  file: bytes(item.file),
  pixels: bytes(item.pixels),
}));

/** Pictures and what Pillow resizes them to. */
export const resizedByPillow = golden.resized.map(({ from, to, method, source, pixels }) => ({
  method,
  image: { width: from[0], height: from[1], data: bytes(source) },
  resized: { width: to[0], height: to[1], data: bytes(pixels) },
}));
