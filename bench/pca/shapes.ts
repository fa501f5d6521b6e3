/** A PCA to measure: rows × features, and components to keep. */
export interface Shape {
  readonly rows: number;
  readonly features: number;
  readonly components: number;
}

/** From a handful of huge photographs to all of Fruits-360. */
export const shapes: readonly Shape[] = [
  { rows: 8, features: 8192, components: 8 },
  { rows: 280, features: 1280, components: 280 },
  { rows: 5000, features: 1280, components: 256 },
  { rows: 22_688, features: 1280, components: 2 },
  { rows: 90_000, features: 1280, components: 256 },
];

export const titleOf = ({ rows, features, components }: Shape): string =>
  `${rows.toLocaleString("en")} × ${features}, k = ${components}`;
