import { describe, expect, it } from "vitest";
import { RejectedImageError } from "../../../job/contract/errors.ts";
import { decodeRgb } from "../../../job/images/decodeRgb.ts";

const options = { maxPixels: 100, exifOrientation: false };

describe("decodeRgb", () => {
  it("says why a file is no picture", async () => {
    await expect(decodeRgb(new Uint8Array(), options)).rejects.toThrow(new RejectedImageError("empty file"));
    await expect(decodeRgb(Buffer.from("%PDF-1.7"), options)).rejects.toThrow(
      new RejectedImageError("not a JPEG, PNG, WebP, TIFF or GIF image"),
    );
  });
});
