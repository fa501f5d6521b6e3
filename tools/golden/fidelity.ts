/** How far features are from Keras's: over all values, and at the value that is worst. */
export interface Fidelity {
  readonly cosine: number;
  /** Largest difference, as a share of the largest golden value. */
  readonly maxRelativeError: number;
}

export function fidelity(features: Float32Array, golden: Float32Array): Fidelity {
  let [dot, ours, theirs, difference, largest] = [0, 0, 0, 0, 0];
  for (const [at, value] of golden.entries()) {
    const feature = features[at] ?? Number.NaN;
    dot += feature * value;
    ours += feature * feature;
    theirs += value * value;
    difference = Math.max(difference, Math.abs(feature - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return { cosine: dot / Math.sqrt(ours * theirs), maxRelativeError: difference / largest };
}
