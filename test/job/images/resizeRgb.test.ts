import { assert, constantFrom, integer, nat, property, tuple, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import type { RgbImage } from "../../../job/contract/rgbImage.ts";
import { resizeRgb } from "../../../job/images/resizeRgb.ts";
import { resizedByPillow } from "./goldenImages.ts";

const side = integer({ min: 1, max: 40 });
const method = constantFrom("bicubic" as const, "nearest" as const);
const pictures = tuple(side, side).chain(([width, height]) =>
  uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }).map((data): RgbImage => ({
    width,
    height,
    data,
  })),
);

describe("resizeRgb gives Pillow's bytes", () => {
  const cases = resizedByPillow.map(({ method, image, resized }) => ({
    title: `${method} ${image.width} × ${image.height} to ${resized.width} × ${resized.height}`,
    method,
    image,
    resized,
  }));
  it.each(cases)("$title", ({ method, image, resized }) => {
    expect(resizeRgb(image, resized.width, resized.height, method)).toEqual(resized);
  });
});

describe("resizeRgb", () => {
  it("returns the very picture at its own size", () => {
    assert(
      property(pictures, method, (image, method) => {
        expect(resizeRgb(image, image.width, image.height, method)).toBe(image);
      }),
    );
  });

  it("keeps one colour one colour", () => {
    const colour = tuple(nat(255), nat(255), nat(255));
    assert(
      property(colour, side, side, side, side, method, (colour, width, height, toWidth, toHeight, method) => {
        const flat = (pixels: number): Uint8Array =>
          Uint8Array.from(Array.from({ length: pixels }, () => colour).flat());
        const image = { width, height, data: flat(width * height) };
        expect(resizeRgb(image, toWidth, toHeight, method).data).toEqual(flat(toWidth * toHeight));
      }),
    );
  });

  it("makes as many pixels as asked and leaves the original alone", () => {
    assert(
      property(pictures, side, side, method, (image, width, height, method) => {
        const before = image.data.slice();
        const resized = resizeRgb(image, width, height, method);
        expect(resized.data).toHaveLength(width * height * 3);
        expect(image.data).toEqual(before);
      }),
    );
  });

  it("nearest: every pixel is one of the picture's", () => {
    assert(
      property(pictures, side, side, (image, width, height) => {
        const present = new Set(colours(image));
        for (const colour of colours(resizeRgb(image, width, height, "nearest"))) expect(present).toContain(colour);
      }),
    );
  });

  it("bicubic: treats each colour channel on its own", () => {
    assert(
      property(pictures, side, side, (image, width, height) => {
        const swapped = resizeRgb(withChannels(image, [2, 1, 0]), width, height, "bicubic");
        expect(swapped).toEqual(withChannels(resizeRgb(image, width, height, "bicubic"), [2, 1, 0]));
      }),
    );
  });

  it.each([
    [0, 5],
    [5, -1],
    [2.5, 5],
  ])("refuses %d × %d pixels", (width, height) => {
    const image = { width: 1, height: 1, data: new Uint8Array(3) };
    expect(() => resizeRgb(image, width, height, "bicubic")).toThrow(RangeError);
  });
});

function colours({ data }: RgbImage): number[] {
  return Array.from({ length: data.length / 3 }, (_, pixel) =>
    Buffer.from(data.buffer, data.byteOffset).readUIntBE(pixel * 3, 3),
  );
}

function withChannels(image: RgbImage, order: readonly [number, number, number]): RgbImage {
  const data = image.data.map((_, index) => image.data[index - (index % 3) + order[index % 3]!]!);
  return { ...image, data };
}
