import { describe, expect, test } from "vitest";
import { classStyle, distinctClasses } from "../../../../job/results/report/classStyle.ts";
import { inLightColours, theme } from "../../../../job/results/report/theme.ts";

type Rgb = [number, number, number];

const linear = (hex: string): Rgb =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(linear(a)), luminance(linear(b))].toSorted((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const deficiencies = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

function seenWith(matrix: readonly number[], [r, g, b]: Rgb): Rgb {
  return [0, 3, 6].map(
    (row) => (matrix[row] ?? 0) * r + (matrix[row + 1] ?? 0) * g + (matrix[row + 2] ?? 0) * b,
  ) as Rgb;
}

/** Distance in OKLab (B. Ottosson, 2020). */
function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [oklab(a), oklab(b)];
  return Math.hypot(...x.map((value, index) => value - (y[index] ?? 0)));
}

function oklab([r, g, b]: Rgb): number[] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const palettes = ([0, 1] as const).map((mode) => ({
  mode: mode === 0 ? "light" : "dark",
  surface: theme.surface[mode],
  colours: [theme.c0, theme.c1, theme.c2, theme.c3, theme.c4, theme.c5, theme.c6, theme.c7].map((pair) => pair[mode]),
  texts: [theme.ink[mode], theme.muted[mode], theme.accent[mode]],
  page: theme.page[mode],
}));

describe.each(palettes)("in $mode a reader must be able to see every class", ({ surface, colours, texts, page }) => {
  test("every class's colour stands out from the surface, 3 to 1 (WCAG 1.4.11)", () => {
    expect(colours.filter((colour) => contrast(colour, surface) < 3)).toEqual([]);
  });

  test("texts stand out 4.5 to 1 (WCAG 1.4.3)", () => {
    const grounds = [surface, page];
    expect(texts.filter((text) => grounds.some((ground) => contrast(text, ground) < 4.5))).toEqual([]);
  });

  test.each(Object.entries(deficiencies))(
    "with %s no two classes share a colour, neighbours least of all",
    (_, matrix) => {
      const seen = colours.map((colour) => seenWith(matrix, linear(colour)));
      const tooClose = seen.flatMap((a, i) =>
        seen.flatMap((b, j) => {
          const least = j - i === 1 || j - i === seen.length - 1 ? 0.15 : 0.1;
          return i < j && distance(a, b) < least ? [`${colours[i]} ${colours[j]}`] : [];
        }),
      );
      expect(tooClose).toEqual([]);
    },
  );
});

test("64 classes have 64 marks, and neighbours differ in shape as well as colour", () => {
  const styles = Array.from({ length: distinctClasses }, (_, rank) => classStyle(rank));
  expect(new Set(styles.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(64);
  for (let rank = 1; rank < styles.length; rank++) {
    expect(styles[rank]?.shape).not.toBe(styles[rank - 1]?.shape);
    expect(styles[rank]?.colour).not.toBe(styles[rank - 1]?.colour);
  }
  expect(classStyle(500).colour).toBe("var(--other)");
});

test("a figure of its own names no custom property", () => {
  expect(inLightColours('<rect fill="var(--c0)" stroke="var(--warning-surface)"/>')).toBe(
    '<rect fill="#2f6de8" stroke="#fdf1d8"/>',
  );
});
