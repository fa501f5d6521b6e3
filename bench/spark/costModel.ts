import type { Measured } from "./runContender.ts";

/** A run of the job on Spark and what it cost. */
export interface SparkRunCost {
  readonly images: number;
  readonly cores: number;
  readonly outcome: Measured;
}

/** A cost that grows with the number of images: `fixed + perImage × images`, in seconds of processor time. */
export interface Line {
  readonly fixed: number;
  readonly perImage: number;
}

export interface CostModel {
  /** Of the driver, until the images are listed: what every run pays, in seconds of processor time. */
  readonly start: number;
  readonly features: Line;
  /** Reading the features back, twice; statistics, their merge, the solver, the projections. */
  readonly pca: Line;
}

/** Least squares through the runs; the line does not go below 0 at either end. */
export function fitLine(points: readonly (readonly [images: number, seconds: number])[]): Line {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (variance === 0) throw new Error("a cost model needs runs of different sizes: --images 600,6000");
  const perImage = Math.max(0, covariance / variance);
  return { fixed: Math.max(0, meanY - perImage * meanX), perImage };
}

/** Processor time of each stage against the number of images: the wall clock of a busy machine says little. */
export function fitCostModel(runs: readonly SparkRunCost[]): CostModel {
  const stages = runs.map(({ images, outcome: { cpuMarks, cpuSeconds } }) => {
    if (cpuMarks === null) throw new Error("a run on Spark has marks of processor time");
    return { images, start: cpuMarks.images, features: cpuMarks.features - cpuMarks.images, cpuSeconds, cpuMarks };
  });
  return {
    start: stages.reduce((sum, { start }) => sum + start, 0) / stages.length,
    features: fitLine(stages.map(({ images, features }) => [images, features])),
    pca: fitLine(stages.map(({ images, cpuSeconds, cpuMarks }) => [images, cpuSeconds - cpuMarks.features])),
  };
}

/** Seconds a job takes on so many cores like these, all of them busy; the fixed parts run on one. */
export function predictSeconds(model: CostModel, images: number, cores: number): number {
  const { start, features, pca } = model;
  const fixed = start + features.fixed + pca.fixed;
  // As planRun.ts cuts them: a task a core at least, about 1,000 pictures each.
  const aTask = Math.min(1000, images / cores);
  const rounds = Math.ceil(images / cores / aTask);
  const shared = (images * (features.perImage + pca.perImage)) / cores;
  // The last round of tasks leaves cores idle.
  return fixed + Math.max(shared, rounds * aTask * features.perImage);
}

/** The model, what it says of the runs it was made from, and of jobs nobody has run, as Markdown. */
export function printModel(runs: readonly SparkRunCost[], sizes: readonly number[], clusters: readonly number[]): void {
  const model = fitCostModel(runs);
  const { start, features, pca } = model;
  console.log("\n| images | cores | measured | model | measured / model |\n|--:|--:|--:|--:|--:|");
  for (const { images, cores, outcome } of runs) {
    const predicted = predictSeconds(model, images, cores);
    const ratio = (outcome.seconds / predicted).toFixed(2);
    console.log(`| ${images} | ${cores} | ${outcome.seconds.toFixed(1)} s | ${predicted.toFixed(1)} s | ${ratio} |`);
  }
  console.log("\n| processor time | fixed | an image | images/s a core |\n|---|--:|--:|--:|");
  console.log(`| start | ${start.toFixed(1)} s | | |`);
  for (const [name, line] of [["features", features] as const, ["PCA", pca] as const])
    console.log(
      `| ${name} | ${line.fixed.toFixed(1)} s | ${milliseconds(line.perImage)} | ${(1 / line.perImage).toFixed(0)} |`,
    );
  console.log(`\n| images | ${clusters.map((cores) => `${cores} cores`).join(" | ")} |`);
  console.log(`|--:|${clusters.map(() => "--:").join("|")}|`);
  for (const images of sizes)
    console.log(
      `| ${images.toLocaleString("en")} | ${clusters.map((cores) => duration(predictSeconds(model, images, cores))).join(" | ")} |`,
    );
}

const milliseconds = (seconds: number): string => `${(1000 * seconds).toFixed(2)} ms`;

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
