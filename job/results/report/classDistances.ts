import type { ReportData } from "./reportData.ts";

/** classes × classes, row-major: Euclidean distance between the mean projections of every two classes. */
export function classDistances({
  pca,
  classOf,
  classes,
}: Pick<ReportData, "pca" | "classOf" | "classes">): Float64Array {
  const { columns, values } = pca.projections;
  const means = new Float64Array(classes.length * columns);
  const counts = new Uint32Array(classes.length);
  for (const [row, of] of classOf.entries()) {
    counts[of] = (counts[of] ?? 0) + 1;
    for (let c = 0; c < columns; c++)
      means[of * columns + c] = (means[of * columns + c] ?? 0) + (values[row * columns + c] ?? 0);
  }
  for (let i = 0; i < means.length; i++) means[i] = (means[i] ?? 0) / (counts[Math.floor(i / columns)] ?? 1);
  return Float64Array.from({ length: classes.length ** 2 }, (_, cell) => {
    const [a, b] = [Math.floor(cell / classes.length) * columns, (cell % classes.length) * columns];
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += ((means[a + c] ?? 0) - (means[b + c] ?? 0)) ** 2;
    return Math.sqrt(sum);
  });
}
