import type { CachedWeights } from "../../job/features/weights/cachedWeights.ts";
import type { CatalogueEntry } from "../../job/features/weights/officialCatalogue.ts";
import { bytes } from "./numbers.ts";

interface Row {
  readonly entry: CatalogueEntry;
  readonly cached: CachedWeights;
}

/** Two lines a file: what it is for and its state, then its name, licence and digest. */
export function weightsScreen(rows: readonly Row[], cacheFolder: string): string[] {
  const width = Math.max(...rows.map(({ entry }) => purpose(entry).length));
  const files = rows.flatMap(({ entry, cached }) => {
    const { file, parameterBytes } = entry;
    const digest = file.md5 === undefined ? "locked at first download" : `MD5 ${file.md5}`;
    return [
      `${purpose(entry).padEnd(width)}  ${bytes(parameterBytes).padStart(7)} of parameters   ${stateText(cached)}`,
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

function stateText(cached: CachedWeights): string {
  switch (cached.state) {
    case "absent":
      return "not cached";
    case "partial":
      return `partly fetched, ${bytes(cached.bytes)}`;
    case "cached":
      return `cached, ${bytes(cached.bytes)}`;
  }
}
