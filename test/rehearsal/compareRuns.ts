import { resultsOf } from "../spark/resultsOf.ts";

export interface Comparison {
  readonly rows: number;
  readonly features: number;
  /** Rows whose path, label, size or any feature is not the same to the bit. */
  readonly rowsThatDiffer: number;
  readonly components: number;
  /** Largest difference of a projection, relative to the largest projection of its component. */
  readonly projections: number;
}

/** How far the results of two run folders are apart. */
export async function compareRuns(one: string, other: string): Promise<Comparison> {
  const [a, b] = [await resultsOf(one), await resultsOf(other)];
  const differing = a.features.filter((row, at) => JSON.stringify(row) !== JSON.stringify(b.features[at]));
  const components = a.projections[0]?.pca.length ?? 0;
  let furthest = 0;
  for (let component = 0; component < components; component++) {
    const values = a.projections.map(({ pca }) => pca[component] ?? Number.NaN);
    const scale = Math.max(...values.map(Math.abs));
    for (const [at, value] of values.entries()) {
      const there = b.projections[at]?.pca[component] ?? Number.NaN;
      furthest = Math.max(furthest, Math.abs(value - there) / scale);
    }
  }
  return {
    rows: a.features.length,
    features: a.features[0]?.features.length ?? 0,
    rowsThatDiffer: differing.length + Math.abs(a.features.length - b.features.length),
    components,
    projections: furthest,
  };
}
