import { describe, expect, it } from "vitest";
import { fitCostModel, fitLine, predictSeconds } from "../../bench/spark/costModel.ts";

const runOf = (images: number, cpu: { start: number; features: number; pca: number }) => ({
  images,
  cores: 2,
  outcome: {
    kind: "done" as const,
    marks: { images: 0, features: 0, pca: 0 },
    cpuMarks: { images: cpu.start, features: cpu.start + cpu.features, pca: null },
    seconds: 0,
    cpuSeconds: cpu.start + cpu.features + cpu.pca,
    counted: "group" as const,
    peakMiB: 0,
  },
});

/** Whoever sizes a cluster by the model pays for its mistakes. */
describe("the cost model of a job on Spark", () => {
  const model = fitCostModel([
    runOf(600, { start: 5, features: 3 + 600 * 0.02, pca: 2 + 600 * 0.001 }),
    runOf(6000, { start: 7, features: 3 + 6000 * 0.02, pca: 2 + 6000 * 0.001 }),
  ]);

  it("finds what the runs were made of", () => {
    expect(model.start).toBe(6);
    expect(model.features.fixed).toBeCloseTo(3, 9);
    expect(model.features.perImage).toBeCloseTo(0.02, 12);
    expect(model.pca.perImage).toBeCloseTo(0.001, 12);
  });

  it("shares the images among the cores and the fixed parts among none", () => {
    expect(predictSeconds(model, 1_000_000, 10)).toBeCloseTo(11 + (1_000_000 * 0.021) / 10, 6);
    // Fewer pictures than a task holds are shared all the same: 8 tasks of 125.
    expect(predictSeconds(model, 1000, 8)).toBeCloseTo(11 + (1000 * 0.021) / 8, 6);
    // 12 tasks of 1,000 on 8 cores: two rounds, whatever half of the cores do in the second.
    expect(predictSeconds(model, 12_000, 8)).toBeCloseTo(11 + 2 * 1000 * 0.02, 6);
  });

  it("needs two sizes", () => {
    expect(() => fitLine([[600, 1] as const, [600, 2] as const])).toThrow("runs of different sizes");
  });
});
