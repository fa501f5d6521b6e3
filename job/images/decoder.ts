import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import sharp from "sharp";

/** Key of what a thread hands down to the threads it starts. */
export const isSetUp = "verger: libvips is set up";

/**
 * libvips, set up when this file is first imported:
 * - one thread a picture: a job runs one picture a worker, and Spark one worker a core;
 * - no cache of operations: no picture comes twice;
 * - only the loaders of the formats Verger reads: a file can never reach an SVG, PDF or video renderer.
 *
 * There is one libvips for all threads, and none of its loaders is open while it is set up again: who starts threads that
 * decode imports this file first. They then know it is done.
 */
if (getEnvironmentData(isSetUp) !== true) {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["Jpeg", "Png", "Webp", "Tiff", "Nsgif"].map((format) => `VipsForeignLoad${format}Buffer`),
  });
  setEnvironmentData(isSetUp, true);
}

export { sharp as decoder };
