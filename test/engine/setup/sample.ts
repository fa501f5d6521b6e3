/** Set to run every case instead of a sample. */
export const everyCase = process.env["VERGER_TEST_EVERY_FAULT"] === "1";

/** Number that chooses the sample: `VERGER_TEST_SEED`, otherwise the day, so that each day tries others. */
export const seed = Number(process.env["VERGER_TEST_SEED"] ?? Math.floor(Date.now() / 86_400_000));

/** `count` of the cases, evenly spread and starting elsewhere with every seed; all of them when asked for. */
export function sample<T>(cases: readonly T[], count: number): readonly T[] {
  if (everyCase || count >= cases.length) return cases;
  const step = cases.length / count;
  return Array.from({ length: count }, (_, at) => cases[(Math.floor(at * step) + seed) % cases.length]).filter(
    (each) => each !== undefined,
  );
}
