import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { decodeRgb } from "../../job/images/decodeRgb.ts";
import { listImages } from "../../job/images/listImages.ts";
import { resizeRgb } from "../../job/images/resizeRgb.ts";
import { photographs } from "../toolchains/photographs.ts";
import { python } from "../toolchains/python.ts";

/** Decoding and resizing beside Pillow, one thread each, in milliseconds of processor time: `node tools/golden/imagesTimings.ts`. */
const rounds = 15;
const options = { maxPixels: 100_000_000, exifOrientation: false };
type BestAndMedian = [best: number, median: number];

async function timed(task: () => unknown): Promise<BestAndMedian> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    await task();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  return [times[0]!, times[rounds >> 1]!];
}

const folder = photographs();
const paths = folder.ready
  ? (await listImages(folder.path, { label: "none" })).map(({ path }) => join(folder.path, path))
  : [];
const files = paths.map((path) => readFileSync(path));
const ours: Record<string, BestAndMedian> = {};
for (const [width, height] of [
  [100, 100],
  [500, 375],
  [1000, 3000],
  [4000, 3000],
] as const) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 24);
  const image = { width, height, data };
  ours[`resize ${width} × ${height} to 224`] = await timed(() => resizeRgb(image, 224, 224, "bicubic"));
}
if (files.length > 0) {
  const forEach = async (task: (file: Uint8Array) => Promise<unknown>): Promise<BestAndMedian> => {
    const [best, median] = await timed(async () => {
      for (const file of files) await task(file);
    });
    return [best / files.length, median / files.length];
  };
  ours["decode a photograph"] = await forEach((file) => decodeRgb(file, options));
  ours["decode and resize a photograph"] = await forEach(async (file) =>
    resizeRgb(await decodeRgb(file, options), 224, 224, "bicubic"),
  );
}

const toolchain = await python();
if (!toolchain.ready) throw new Error(toolchain.why);
const script = fileURLToPath(new URL("imagesTimings.py", import.meta.url));
const printed = execFileSync(toolchain.path, [script], { input: JSON.stringify(paths) }).toString();
const pillow = z.record(z.string(), z.tuple([z.number(), z.number()])).parse(JSON.parse(printed));

console.log("milliseconds, best (median)       Verger            Pillow      ratio of the best");
const cell = ([best, median]: BestAndMedian): string => `${best.toFixed(2)} (${median.toFixed(2)})`.padStart(17);
for (const [task, times] of Object.entries(ours)) {
  const theirs = pillow[task] ?? [NaN, NaN];
  console.log(task.padEnd(31), cell(times), cell(theirs), (times[0] / theirs[0]).toFixed(2).padStart(8));
}
