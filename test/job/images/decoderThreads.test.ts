import { once } from "node:events";
import { setEnvironmentData, Worker } from "node:worker_threads";
import sharp from "sharp";
import { afterEach, describe, expect, it, vi } from "vitest";
import { JobFailedError, RejectedImageError } from "../../../job/contract/errors.ts";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";
import { decoder, isSetUp } from "../../../job/images/decoder.ts";
import { imageFormat } from "../../../job/images/imageFormat.ts";
import { requireWorkingDecoder } from "../../../job/images/requireWorkingDecoder.ts";
import { samplePicture } from "./samplePicture.ts";

const options = { maxPixels: 100_000_000, exifOrientation: false };
const loaders = (state: "block" | "unblock"): void => decoder[state]({ operation: ["VipsForeignLoadPngBuffer"] });

afterEach(() => {
  vi.restoreAllMocks();
  loaders("unblock");
});

/** A good picture among the rejects is a row lost without anyone noticing. */
describe("a fault of the machine", () => {
  it("is not made by a worker that starts: it leaves the loaders that others are using alone", async () => {
    const source = `
      import { parentPort } from "node:worker_threads";
      import sharp from ${JSON.stringify(import.meta.resolve("sharp"))};
      const { block } = sharp;
      let blocked = 0;
      sharp.block = (options) => { blocked++; block(options); };
      await import(${JSON.stringify(new URL("../../../job/images/decoder.ts", import.meta.url).href)});
      parentPort.postMessage(blocked);`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
    const [blocked] = await once(worker, "message");
    await worker.terminate();
    expect(blocked).toBe(0);
    await expect(sharp(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")).metadata()).rejects.toThrow(
      "unsupported",
    );
  });

  it("nor by the local engine, which sets libvips up before it starts its first worker", async () => {
    const source = `
      import { getEnvironmentData, parentPort } from "node:worker_threads";
      await import(${JSON.stringify(new URL("../../../job/engines/local/runShards.ts", import.meta.url).href)});
      parentPort.postMessage(getEnvironmentData(${JSON.stringify(isSetUp)}));`;
    setEnvironmentData(isSetUp, false);
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
    setEnvironmentData(isSetUp, true);
    expect(await once(worker, "message")).toEqual([true]);
    await worker.terminate();
  });

  it("that is over soon costs no picture", async () => {
    const file = await samplePicture().png().toBuffer();
    const whole = await decodeRgb(file, options);
    const fault = new Error("vips_g_thread_new: unable to create thread");
    vi.spyOn(sharp.prototype, "toBuffer").mockRejectedValueOnce(fault).mockRejectedValueOnce(fault);
    const pictures = await Promise.all(Array.from({ length: 3 }, () => decodeRgb(file, options)));
    expect(pictures).toEqual([whole, whole, whole]);
  });

  it("that stays ends the job, which can be gone on with, and rejects no picture", async () => {
    const file = await samplePicture().png().toBuffer();
    loaders("block");
    const error: unknown = await decodeRgb(file, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error).toMatchObject({ message: expect.stringContaining("cannot even decode a PNG of one pixel") });
    loaders("unblock");
    expect(await decodeRgb(file, options)).toMatchObject({ width: 48, height: 32 });
  });

  it("is told from a damaged picture, in every format", async () => {
    const unusable = new Error("libvips: bad data");
    for (const format of ["jpeg", "png", "webp", "tiff", "gif"] as const) {
      const found = imageFormat(await samplePicture().toFormat(format).toBuffer())!;
      await expect(requireWorkingDecoder(found, unusable), format).resolves.toBeUndefined();
    }
    const damaged = await samplePicture().png().toBuffer();
    damaged.fill(0x55, 60, 120);
    await expect(decodeRgb(damaged, options)).rejects.toThrow(RejectedImageError);
  });

  it("is also a lack of memory for a large picture, where small ones still fit", async () => {
    const short = new Error("vips_image_write_to_memory: out of memory -- size == 183MB");
    await expect(requireWorkingDecoder("PNG", short)).rejects.toThrow(/too little memory to decode a picture/);
  });
});
