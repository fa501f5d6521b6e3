import { UMAP } from "umap-js";
import type { Random } from "../../../random/seededRandom.ts";
import type { Neighbours } from "./nearestNeighbours.ts";
import type { PointTable } from "./pointTable.ts";

export interface UmapOptions {
  readonly neighbours: number;
  readonly random: Random;
  readonly onProgress?: (done: number, total: number) => void;
}

/** UMAP (L. McInnes et al., 2018) by umap-js over exact neighbours. @returns n × 2, row-major */
export function umapLayout(points: PointTable, table: Neighbours, options: UmapOptions): Float64Array {
  const { count, dimension, values } = points;
  const k = Math.min(options.neighbours, table.k);
  const umap = new UMAP({ nNeighbors: k, minDist: 0.1, random: options.random });
  const rows = Array.from({ length: count }, (_, row) => [...values.subarray(row * dimension, (row + 1) * dimension)]);
  // umap-js counts a point as its own first neighbour, as the reference implementation does.
  const own = <T>(of: ArrayLike<T>, first: (row: number) => T): T[][] =>
    rows.map((_, row) => [first(row), ...Array.from({ length: k - 1 }, (_, rank) => of[row * table.k + rank] as T)]);
  umap.setPrecomputedKNN(
    own(table.indices, (row) => row),
    own(table.distances, () => 0),
  );
  const epochs = umap.initializeFit(rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    options.onProgress?.(epoch + 1, epochs);
  }
  return Float64Array.from(umap.getEmbedding().flat());
}
