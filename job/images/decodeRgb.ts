import { RejectedImageError } from "../contract/errors.ts";
import type { RgbImage } from "../contract/rgbImage.ts";
import { cmykToRgb } from "./cmykToRgb.ts";
import { decoder } from "./decoder.ts";
import { endsEarly } from "./endsEarly.ts";
import { firstGifFrame } from "./firstGifFrame.ts";
import { gifPixelCount } from "./gifPixelCount.ts";
import { imageFormat, type ImageFormat } from "./imageFormat.ts";
import { type JpegFrame, jpegFrame } from "./jpegFrame.ts";
import { jpegLayout } from "./jpegLayout.ts";
import { requireWorkingDecoder } from "./requireWorkingDecoder.ts";
import { smallJpegDecoder } from "./smallJpegDecoder.ts";

interface DecodeOptions {
  /** Pictures with more pixels are rejected before they are decoded. */
  readonly maxPixels: number;
  /** Turn the picture as its EXIF tag says. TIFF files are always turned, as Pillow does. */
  readonly exifOrientation: boolean;
}

/**
 * The first picture of a JPEG, PNG, WebP, TIFF or GIF file as RGB, pixel for pixel what Pillow's `convert("RGB")`
 * gives: colour profiles are not applied, alpha is dropped, not blended. Where it differs from Pillow on purpose:
 * docs/decisions/0011.
 * @throws RejectedImageError with the reason, when the file is not a whole picture of at most `maxPixels`;
 *   JobFailedError when it is the machine that cannot decode it
 */
export async function decodeRgb(file: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  if (file.byteLength === 0) throw new RejectedImageError("empty file");
  const format = imageFormat(file);
  if (format === null) throw new RejectedImageError("not a JPEG, PNG, WebP, TIFF or GIF image");
  switch (format) {
    case "JPEG":
      return decodeJpeg(file, options);
    case "GIF":
      return decodeGif(file, options);
    default:
      return decodeFile(file, format, options);
  }
}

/** From here on (about 360 × 360) libvips, which has SIMD but takes time to set up, is the faster one (0015). */
const smallPixels = 1 << 17;

async function decodeJpeg(file: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  const frame = jpegFrame(file);
  const picture = frame && (await decodeSmallJpeg(file, frame, options));
  return picture ?? decodeFile(file, "JPEG", options);
}

/** Undefined for all that is not small, plain and whole: libvips then decides. */
async function decodeSmallJpeg(
  file: Uint8Array,
  { width, height, components, exif }: JpegFrame,
  { maxPixels, exifOrientation }: DecodeOptions,
): Promise<RgbImage | undefined> {
  const pixels = width * height;
  if (pixels > Math.min(smallPixels, maxPixels) || (exif && exifOrientation)) return undefined;
  if (components !== 1 && components !== 3) return undefined;
  const decoder = await smallJpegDecoder();
  const data = decoder.decode(file, components, pixels);
  return data && { width, height, data: threeChannels(data, components) };
}

async function decodeGif(file: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  const gif = firstGifFrame(file);
  rejectAboveLimit(gif.width, gif.height, options.maxPixels);
  const { frame, width, height } = gif;
  const pixels = frame.width * frame.height;
  if (gifPixelCount(gif.data, pixels) < pixels) throw new RejectedImageError("truncated GIF");
  const picture = await decodeFile(gif.file, "GIF", options);
  if (frame.width === width && frame.height === height) return picture;

  const data = new Uint8Array(Buffer.alloc(width * height * 3, Uint8Array.from(gif.background)).buffer);
  for (let row = 0; row < frame.height; row++) {
    const from = row * frame.width * 3;
    const to = ((frame.top + row) * width + frame.left) * 3;
    data.set(picture.data.subarray(from, from + frame.width * 3), to);
  }
  return { width, height, data };
}

/**
 * What a decoder must not let pass. libjpeg and libnsgif only warn when pixels are missing; libtiff also warns of
 * every private tag.
 */
const failOn = { JPEG: "warning", GIF: "warning", PNG: "error", WebP: "error", TIFF: "error" } as const;

/**
 * A picture that cannot be decoded is tried once more, and only then rejected: what it failed for may have been the
 * machine's, and may be over.
 */
async function decodeFile(file: Uint8Array, format: ImageFormat, options: DecodeOptions): Promise<RgbImage> {
  try {
    return await decodeAsFarAsAllowed(file, format, options);
  } catch (error) {
    if (error instanceof RejectedImageError) throw error;
  }
  const second = lastRetry.then(() => retry(file, format, options));
  lastRetry = second.catch(() => undefined);
  return second;
}

/** Of this thread: one at a time, as memory may be what was short. */
let lastRetry: Promise<unknown> = Promise.resolve();

async function retry(file: Uint8Array, format: ImageFormat, options: DecodeOptions): Promise<RgbImage> {
  try {
    return await decodeAsFarAsAllowed(file, format, options);
  } catch (error) {
    if (error instanceof RejectedImageError) throw error;
    await requireWorkingDecoder(format, error);
    throw rejection(error, file, format);
  }
}

async function decodeAsFarAsAllowed(file: Uint8Array, format: ImageFormat, options: DecodeOptions): Promise<RgbImage> {
  try {
    return await decodeStrictly(file, format, options, failOn[format]);
  } catch (error) {
    if (error instanceof RejectedImageError || format !== "JPEG" || !jpegLayout(file).padded) throw error;
  }
  return decodeStrictly(file, format, options, "error");
}

/**
 * The reason rests on the file alone, never on libvips' words: its error buffer is one for the whole process, so that
 * pictures decoded at the same time take each other's messages. They are kept as the cause.
 */
function rejection(error: unknown, file: Uint8Array, format: ImageFormat): RejectedImageError {
  const reason = format === "TIFF" ? "damaged or truncated" : endsEarly(file, format) ? "truncated" : "damaged";
  return new RejectedImageError(`${reason} ${format}`, { cause: error });
}

async function decodeStrictly(
  file: Uint8Array,
  format: ImageFormat,
  options: DecodeOptions,
  failOn: "warning" | "error",
): Promise<RgbImage> {
  const autoOrient = options.exifOrientation || format === "TIFF";
  const picture = decoder(file, { failOn, ignoreIcc: true, limitInputPixels: false, autoOrient });
  const { width, height, depth, space } = await picture.metadata();
  rejectAboveLimit(width, height, options.maxPixels);
  if (depth !== "uchar" && depth !== "ushort")
    throw new RejectedImageError(`${format} with ${depth} samples: save it with 8 or 16 bits a channel`);
  if (space === "cmyk") picture.pipelineColourspace("cmyk").toColourspace("cmyk");
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const pixels = space === "cmyk" ? cmykToRgb(data) : threeChannels(data, info.channels);
  return { width: info.width, height: info.height, data: pixels };
}

function rejectAboveLimit(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const limit = maxPixels.toLocaleString("en");
  throw new RejectedImageError(`${width} × ${height} pixels, over the limit of ${limit} (--max-pixels)`);
}

/** Repeats grey three times; drops alpha. */
function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + green]!;
    rgb[to + 2] = data[from + blue]!;
  }
  return rgb;
}
