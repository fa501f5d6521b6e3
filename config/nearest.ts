import { distance } from "fastest-levenshtein";

/**
 * The candidate closest to `given` by edit distance, or undefined where none is close: more than a third of the
 * letters would have to change. Ties go to the first candidate.
 */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { candidate, edits };
  }
  const limit = Math.max(1, Math.ceil(given.length / 3));
  return best !== undefined && best.edits <= limit ? best.candidate : undefined;
}
