import type { CachedWeights } from "../../job/features/weights/cachedWeights.ts";
import type { CatalogueEntry } from "../../job/features/weights/officialCatalogue.ts";
import { bytes } from "./numbers.ts";

interface Row {
  readonly entry: CatalogueEntry;
  readonly cached: CachedWeights;
}

/** Three lines a file: what it is for, its size and whether it is cached; its name; its licence and digest. */
export function weightsScreen(rows: readonly Row[], cacheFolder: string): string[] {
  const width = Math.max(...rows.map(({ entry }) => purpose(entry).length));
  const files = rows.flatMap(({ entry, cached }) => {
    const { file } = entry;
    const digest = file.md5 === undefined ? "locked at first download" : `MD5 ${file.md5}`;
    return [
      `${purpose(entry).padEnd(width)}  ${bytes(file.bytes).padStart(7)}   ${stateText(cached, file.bytes)}`,
      `  ${file.fileName}`,
      `  ${file.licence} · ${digest}`,
    ];
  });
  return [
    ...files,
    `cache: ${cacheFolder}`,
    "Fetch one: verger weights fetch --extractor NAME [--size N] [--pooling P]",
  ];
}

const purpose = ({ extractor, size, pooling }: CatalogueEntry) =>
  `${extractor} ${size}${pooling === "fc2" ? ` --pooling ${pooling}` : ""}`;

function stateText(cached: CachedWeights, whole: number): string {
  switch (cached.state) {
    case "absent":
      return "not cached";
    case "partial":
      return `partly fetched, ${bytes(cached.bytes)} of ${bytes(whole)}`;
    case "cached":
      return cached.bytes === whole ? "cached" : `cached, though of ${bytes(cached.bytes)}: verger weights verify`;
  }
}
