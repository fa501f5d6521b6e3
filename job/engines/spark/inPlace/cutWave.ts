import { crc32 } from "node:zlib";
import { compareUtf8 } from "../../../images/compareUtf8.ts";
import type { ImageEntry } from "../../../images/listImages.ts";

type Picture = Pick<ImageEntry, "path" | "bytes">;

/** The pictures of each wave: which one a picture is of follows its name alone. */
export function intoWaves<P extends Picture>(pictures: readonly P[], waves: number): P[][] {
  const cut = Array.from({ length: waves }, (): P[] => []);
  for (const picture of pictures) cut[crc32(picture.path) % waves]!.push(picture);
  return cut;
}

/** Paths for each task: equal numbers of pictures, the largest shared out first; each sorted. */
export function cutTasks(pictures: readonly Picture[], tasks: number): string[][] {
  const largestFirst = pictures.toSorted((a, b) => b.bytes - a.bytes);
  const count = Math.max(1, Math.min(tasks, pictures.length));
  return Array.from({ length: count }, (_, task) =>
    largestFirst
      .filter((_picture, index) => index % count === task)
      .map(({ path }) => path)
      .sort(compareUtf8),
  );
}

/** Consecutive slices of `values`, of `size` each. */
export function slicesOf<T>(values: readonly T[], size: number): T[][] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, slice) => values.slice(slice * size, (slice + 1) * size));
}

/** `count` consecutive slices of `values` of about the same length, or one a value where there are fewer. */
export function dividedInto<T>(values: readonly T[], count: number): T[][] {
  const parts = Math.min(count, values.length);
  const start = (part: number): number => Math.floor((part * values.length) / parts);
  return Array.from({ length: parts }, (_, part) => values.slice(start(part), start(part + 1)));
}
