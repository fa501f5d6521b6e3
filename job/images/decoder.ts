import sharp from "sharp";

/**
 * libvips, set up once for the process when this file is first imported:
 * - one thread a picture: a job runs one picture a worker, and Spark one worker a core;
 * - no cache of operations: no picture comes twice;
 * - only the loaders of the formats Verger reads: a file can never reach an SVG, PDF or video renderer.
 */
sharp.concurrency(1);
sharp.cache(false);
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Tiff", "Nsgif"].map((format) => `VipsForeignLoad${format}Buffer`),
});

export { sharp as decoder };
