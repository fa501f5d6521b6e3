import { seededRandom } from "../../../random/seededRandom.ts";
import { nearestNeighbours } from "./nearestNeighbours.ts";
import { neighbourAccuracy, type NeighbourAccuracy } from "./neighbourAccuracy.ts";
import type { PointTable } from "./pointTable.ts";
import { silhouette, type Silhouette } from "./silhouette.ts";
import { tsne } from "./tsne.ts";
import { umapLayout } from "./umapLayout.ts";

export interface StructureTask {
  /** The first principal components of the sampled rows. */
  readonly points: PointTable;
  /** Class of each row; undefined where the images carry no labels. */
  readonly classOf: Int32Array | undefined;
  readonly classes: number;
  readonly seed: number;
}

export interface Structure {
  readonly perplexity: number;
  readonly umapNeighbours: number;
  /** n × 2, row-major; undefined where there are too few rows. */
  readonly tsne: Float64Array | undefined;
  readonly umap: Float64Array | undefined;
  /** Undefined without labels or with fewer than two classes. */
  readonly silhouette: Silhouette | undefined;
  readonly accuracy: NeighbourAccuracy | undefined;
}

export type StructureStage = "neighbours" | "separation" | "t-SNE" | "UMAP";
export type StructureProgress = (stage: StructureStage, done: number, total: number) => void;

const fewestForMaps = 8;

/** t-SNE, UMAP and how well the classes separate; the same result for the same task. */
export function computeStructure(task: StructureTask, onProgress: StructureProgress): Structure {
  const { points, classOf, classes, seed } = task;
  const perplexity = Math.min(30, Math.max(2, Math.floor((points.count - 1) / 3)));
  const umapNeighbours = Math.min(15, points.count - 1);
  onProgress("neighbours", 0, 1);
  const neighbours = nearestNeighbours(points, Math.max(perplexity * 3, umapNeighbours));
  onProgress("separation", 0, 1);
  const separable = classOf !== undefined && new Set(classOf).size > 1 && points.count > 2;
  const enough = points.count >= fewestForMaps && points.dimension > 0;
  return {
    perplexity,
    umapNeighbours,
    silhouette: separable ? silhouette(points, classOf, classes) : undefined,
    accuracy: separable ? neighbourAccuracy(neighbours, classOf, classes) : undefined,
    tsne: enough
      ? tsne(neighbours, firstTwo(points), {
          perplexity,
          iterations: 750,
          random: seededRandom(seed),
          onProgress: (done, total) => onProgress("t-SNE", done, total),
        })
      : undefined,
    umap: enough
      ? umapLayout(points, neighbours, {
          neighbours: umapNeighbours,
          random: seededRandom(seed + 1),
          onProgress: (done, total) => onProgress("UMAP", done, total),
        })
      : undefined,
  };
}

function firstTwo({ count, dimension, values }: PointTable): Float64Array {
  const places = new Float64Array(count * 2);
  for (let row = 0; row < count; row++) {
    places[row * 2] = values[row * dimension] ?? 0;
    if (dimension > 1) places[row * 2 + 1] = values[row * dimension + 1] ?? 0;
  }
  return places;
}
