import type { Matrix } from "../../pca/matrix.ts";

/** Features shown at most. */
export const mostFeatures = 32;

export interface LoadingStrengths {
  /** Component and feature indices shown. */
  readonly components: readonly number[];
  readonly features: readonly number[];
  /** components × features, row-major: |loading| · √d. */
  readonly values: Float64Array;
}

/** The strongest features of the first components, in the order of the component they matter most to. */
export function loadingStrengths(matrix: Matrix, mostComponents = 8, most = mostFeatures): LoadingStrengths {
  const { rows, columns, values } = matrix;
  const components = Array.from({ length: Math.min(rows, mostComponents) }, (_, index) => index);
  const root = Math.sqrt(columns);
  const strength = (component: number, feature: number) => Math.abs(values[component * columns + feature] ?? 0) * root;
  const strongest = Array.from({ length: columns }, (_, feature) => {
    const own = components.map((component) => strength(component, feature));
    const largest = Math.max(...own);
    return { feature, largest, component: own.indexOf(largest) };
  })
    .toSorted((a, b) => b.largest - a.largest || a.feature - b.feature)
    .slice(0, most)
    .toSorted((a, b) => a.component - b.component || b.largest - a.largest);
  const features = strongest.map(({ feature }) => feature);
  return {
    components,
    features,
    values: Float64Array.from(
      components.flatMap((component) => features.map((feature) => strength(component, feature))),
    ),
  };
}
