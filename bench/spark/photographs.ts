import { copyFile, link, mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { listImages } from "../../job/images/listImages.ts";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { photographs } from "../../tools/toolchains/photographs.ts";

/** The sample photographs, or pictures drawn into `folder` where there are none beside the checkout. */
export async function samplePhotographs(folder: string): Promise<string> {
  const sample = photographs();
  if (sample.ready) return sample.path;
  await renderOrchard(folder, { count: 60 });
  return folder;
}

/** So many of them, each under names of its own, in the same folders: hard links, which cost no disk. */
export async function multiply(from: string, count: number, to: string): Promise<string> {
  const images = await listImages(resolve(from), { label: "parent" });
  for (const { path } of images) await mkdir(join(to, dirname(path)), { recursive: true });
  for (let index = 0; index < count; index++) {
    const { path } = images[index % images.length] ?? { path: "" };
    const target = join(to, dirname(path), `${Math.floor(index / images.length)}-${basename(path)}`);
    await link(resolve(from, path), target).catch(async (error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
      await copyFile(resolve(from, path), target);
    });
  }
  return to;
}
