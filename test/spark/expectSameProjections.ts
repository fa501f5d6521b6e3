import { expect } from "vitest";

interface Projection {
  readonly path: string;
  readonly label: string | null;
  readonly pca: readonly number[];
}

/** The same rows in the same order, whose values differ by less than 1e-6 of the largest. */
export function expectSameProjections(there: readonly Projection[], here: readonly Projection[]): void {
  const names = (rows: readonly Projection[]) => rows.map(({ path, label }) => [path, label]);
  expect(names(there)).toEqual(names(here));
  const values = (rows: readonly Projection[]): number[] => rows.flatMap(({ pca }) => pca);
  const expected = values(here);
  const largest = Math.max(...expected.map(Math.abs));
  const furthest = Math.max(...values(there).map((value, at) => Math.abs(value - expected[at]!)));
  expect(furthest).toBeLessThan(1e-6 * largest);
}
