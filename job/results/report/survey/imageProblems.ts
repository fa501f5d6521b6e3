import { groupsByKey, nearDuplicates } from "./duplicateGroups.ts";
import type { ImageFacts } from "./imageFacts.ts";

export type ProblemKind =
  | "exact duplicates"
  | "near duplicates"
  | "too dark"
  | "too bright"
  | "blurred"
  | "low information"
  | "odd size"
  | "odd aspect ratio";

export interface ImageProblem {
  readonly kind: ProblemKind;
  /** How it was found, in words, thresholds included. */
  readonly criterion: string;
  /** Image indices, worst first; of duplicates every group together. */
  readonly images: readonly number[];
  /** Only of duplicates. */
  readonly groups: readonly (readonly number[])[] | undefined;
}

export interface ExaminedImage {
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Of the file's bytes; undefined where it was not read. */
  readonly digest: string | undefined;
  readonly facts: ImageFacts | undefined;
}

/** Thresholds, on pictures scaled down to 256 pixels. docs/report.md says where they come from. */
const limits = { dark: 60, bright: 225, entropy: 2.5, sharpness: 8, size: 4, aspect: 3 } as const;

/** The problems of a set of images, every kind listed even where nothing was found. */
export function imageProblems(images: readonly ExaminedImage[]): ImageProblem[] {
  const exact = groupsByKey(images.map(({ digest }) => digest));
  const copies = new Set(exact.flatMap((group) => group.slice(1)));
  const facts = images.map(({ facts }) => facts);
  const near = nearDuplicates(facts.map((fact, index) => (copies.has(index) ? undefined : fact)));
  const sides = images.map(({ width, height }) =>
    width === undefined || height === undefined ? NaN : Math.sqrt(width * height),
  );
  const median = medianOf(sides);

  /** Images with a positive excess, the largest first. */
  const worst = (excess: (index: number) => number): number[] =>
    images
      .map((_, index) => ({ index, excess: excess(index) }))
      .filter(({ excess }) => excess > 0)
      .toSorted((a, b) => b.excess - a.excess || a.index - b.index)
      .map(({ index }) => index);
  const byFacts = (excess: (facts: ImageFacts) => number) =>
    worst((index) => {
      const fact = facts[index];
      return fact === undefined ? 0 : excess(fact);
    });

  const dark = byFacts((f) => limits.dark - f.bright);
  const bright = byFacts((f) => f.dark - limits.bright);
  const flat = byFacts((f) => limits.entropy - f.entropy);
  // A dark, bright or empty picture has no edges either: said once is enough.
  const edgeless = new Set([...dark, ...bright, ...flat]);
  const blurred = byFacts((f) => limits.sharpness - f.sharpness).filter((index) => !edgeless.has(index));

  return [
    grouped("exact duplicates", "the same bytes (SHA-256)", exact),
    grouped(
      "near duplicates",
      "at most 10 of 256 bits of the perceptual hash (dHash) and 5 levels of colour apart",
      near,
    ),
    single("too dark", `95 % of the pixels below grey level ${limits.dark} of 255`, dark),
    single("too bright", `95 % of the pixels above grey level ${limits.bright} of 255`, bright),
    single(
      "blurred",
      `variance of the Laplacian below ${limits.sharpness}, and neither dark, bright nor low in information`,
      blurred,
    ),
    single("low information", `entropy of the grey levels below ${limits.entropy} bits`, flat),
    single(
      "odd size",
      `√(width × height) more than ${limits.size} times above or below the median`,
      worst((index) => Math.abs(Math.log((sides[index] ?? NaN) / median)) - Math.log(limits.size)),
    ),
    single(
      "odd aspect ratio",
      `one side more than ${limits.aspect} times the other`,
      worst((index) => {
        const { width = 1, height = 1 } = images[index] ?? {};
        return Math.max(width / height, height / width) - limits.aspect;
      }),
    ),
  ];
}

function single(kind: ProblemKind, criterion: string, images: number[]): ImageProblem {
  return { kind, criterion, images, groups: undefined };
}

function grouped(kind: ProblemKind, criterion: string, groups: readonly (readonly number[])[]): ImageProblem {
  return { kind, criterion, groups, images: groups.flat() };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
