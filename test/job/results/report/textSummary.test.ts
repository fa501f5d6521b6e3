import { expect, test } from "vitest";
import { textSummary } from "../../../../job/results/report/textSummary.ts";
import { seededRandom } from "../../../../job/random/seededRandom.ts";

function example(labels: readonly (string | null)[], count = 200) {
  const random = seededRandom(3);
  const classOf = Int32Array.from({ length: count }, (_, index) => index % labels.length);
  const values = Float64Array.from(
    { length: count * 2 },
    (_, at) => (classOf[Math.floor(at / 2)] ?? 0) * 10 + random(),
  );
  return {
    classOf,
    classes: labels.map((label) => ({ label, count: count / labels.length })),
    pca: {
      projections: { rows: count, columns: 2, values },
      explainedVarianceRatio: [0.6, 0.2, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01],
    } as never,
  };
}

test("someone on a terminal sees where the classes lie, without opening the page", () => {
  const lines = textSummary(example(["apple", "avocado", "banana"]), 60);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines[0]).toMatch(/^ {4}1 █+ 60\.0\u00a0%$/);
  expect(lines[1]?.match(/█/g)?.length).toBeCloseTo((lines[0]?.match(/█/g)?.length ?? 0) / 3, -0.5);
  expect(lines).toContain("      and 2 more: 2.0\u00a0%");
  const plot = lines.filter((line) => line.startsWith("  │"));
  expect(plot.at(-1)).toContain("a");
  expect(plot[0]).toContain("b");
  expect(plot.slice(4, 10).join("")).toContain("A");
  expect(lines.at(-1)).toBe("  a apple   A avocado   b banana");
});

test("any number of classes, no labels, one component and hostile names leave it whole", () => {
  expect(textSummary(example([null])).at(-1)).toBe("  n no label");
  const many = textSummary(example(Array.from({ length: 80 }, (_, index) => `kind ${index}`)));
  expect(many.at(-1)).toContain("· 56 more classes");
  const hostile = textSummary(example(["\u001b[31m\u202e", "x".repeat(300)]), 10);
  expect(hostile.join("")).not.toMatch(/[\p{Cc}\u202e]/u);
  const single = example(["a", "b"]);
  const one = { rows: 200, columns: 1, values: new Float64Array(200).fill(1) };
  expect(textSummary({ ...single, pca: { projections: one, explainedVarianceRatio: [1] } as never })).toHaveLength(19);
});
