import type { HostileFile } from "./hostileFile.ts";
import { patched } from "./jpegFile.ts";
import { samplePicture } from "./samplePicture.ts";

const wrong = /^(truncated|damaged) WebP$/;

/** WebP files that are odd, cut, damaged or lie. */
export async function hostileWebps(): Promise<HostileFile[]> {
  const plain = await samplePicture().webp().toBuffer();
  const lossless = await samplePicture().webp({ lossless: true }).toBuffer();
  const alpha = await samplePicture(4).webp().toBuffer();
  const animated = await samplePicture(3, 5).webp().toBuffer();
  const files: [string, Uint8Array, "decodes" | RegExp][] = [
    ["webp-plain.webp", plain, "decodes"],
    ["webp-called-jpg.jpg", plain, "decodes"],
    ["webp-lossless.webp", lossless, "decodes"],
    ["webp-alpha.webp", alpha, "decodes"],
    ["webp-animated.webp", animated, "decodes"],
    ["webp-then-garbage.webp", Buffer.concat([plain, Buffer.alloc(999, 0x5a)]), "decodes"],
    ["webp-header-only.webp", plain.subarray(0, 12), wrong],
    ["webp-cut-in-header.webp", plain.subarray(0, 24), wrong],
    ["webp-cut-halfway.webp", plain.subarray(0, Math.trunc(plain.length / 2)), wrong],
    ["webp-cut-late.webp", plain.subarray(0, -20), wrong],
    ["webp-lossless-cut.webp", lossless.subarray(0, Math.trunc(lossless.length / 2)), wrong],
    ["webp-animated-cut-in-first-frame.webp", animated.subarray(0, 90), wrong],
    ["webp-zeroed-data.webp", Buffer.concat([plain.subarray(0, 40), Buffer.alloc(plain.length - 40)]), "decodes"],
    ["webp-unknown-chunk.webp", patched(plain, 12, ...Buffer.from("EVIL")), wrong],
    ["webp-canvas-lies.webp", patched(animated, 24, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), wrong],
  ];
  return files.map(([name, bytes, expectation]) => ({ name, bytes, expectation }));
}
