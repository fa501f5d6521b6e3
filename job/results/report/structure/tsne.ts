import type { Random } from "../../../random/seededRandom.ts";
import type { Neighbours } from "./nearestNeighbours.ts";
import { QuadTree } from "./quadTree.ts";
import { tsneAffinities, type Affinities } from "./tsneAffinities.ts";

export interface TsneOptions {
  /** Effective number of neighbours; the neighbour table should hold three times as many. */
  readonly perplexity: number;
  readonly iterations: number;
  readonly random: Random;
  /** 0 is exact, 0.5 the usual approximation. */
  readonly theta?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const exaggeration = 12;
const exaggeratedIterations = 250;

/**
 * Barnes-Hut t-SNE (van der Maaten, 2014) with the schedule of scikit-learn: early exaggeration 12 for 250 iterations at
 * momentum 0.5, then 0.8; learning rate max(n / 48, 50); gains as in the reference implementation.
 * @param start n × 2 places to start from, e.g. the first two components; scaled to a spread of 1e-4
 * @returns n × 2 row-major, centred
 */
export function tsne(neighbours: Neighbours, start: Float64Array, options: TsneOptions): Float64Array {
  const { iterations, random, theta = 0.5 } = options;
  const count = start.length / 2;
  const affinities = tsneAffinities(neighbours, options.perplexity);
  const layout = startingLayout(start, random);
  const speed = new Float64Array(layout.length);
  const gains = new Float64Array(layout.length).fill(1);
  const gradient = new Float64Array(layout.length);
  const tree = new QuadTree();
  const rate = Math.max(count / exaggeration / 4, 50);

  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < exaggeratedIterations;
    tree.build(layout);
    fillGradient(gradient, layout, affinities, tree, theta, early ? exaggeration : 1);
    const momentum = early ? 0.5 : 0.8;
    for (let i = 0; i < layout.length; i++) {
      const slope = gradient[i] ?? 0;
      const before = speed[i] ?? 0;
      const gain = Math.max(0.01, slope * before < 0 ? (gains[i] ?? 1) + 0.2 : (gains[i] ?? 1) * 0.8);
      gains[i] = gain;
      speed[i] = momentum * before - rate * gain * slope;
      layout[i] = (layout[i] ?? 0) + (speed[i] ?? 0);
    }
    centre(layout);
    options.onProgress?.(iteration + 1, iterations);
  }
  return layout;
}

function fillGradient(
  gradient: Float64Array,
  layout: Float64Array,
  { starts, columns, values }: Affinities,
  tree: QuadTree,
  theta: number,
  pull: number,
): void {
  const count = layout.length / 2;
  const far = new Float64Array(3);
  const repulsion = new Float64Array(layout.length);
  let normaliser = -count;
  for (let point = 0; point < count; point++) {
    tree.repulsion(layout[point * 2] ?? 0, layout[point * 2 + 1] ?? 0, theta, far);
    repulsion[point * 2] = far[0] ?? 0;
    repulsion[point * 2 + 1] = far[1] ?? 0;
    normaliser += far[2] ?? 0;
  }
  normaliser = Math.max(normaliser, Number.MIN_VALUE);
  for (let point = 0; point < count; point++) {
    const x = layout[point * 2] ?? 0;
    const y = layout[point * 2 + 1] ?? 0;
    let towardsX = 0;
    let towardsY = 0;
    for (let at = starts[point] ?? 0, end = starts[point + 1] ?? 0; at < end; at++) {
      const other = (columns[at] ?? 0) * 2;
      const dx = x - (layout[other] ?? 0);
      const dy = y - (layout[other + 1] ?? 0);
      const weight = (values[at] ?? 0) / (1 + dx * dx + dy * dy);
      towardsX += weight * dx;
      towardsY += weight * dy;
    }
    gradient[point * 2] = 4 * (pull * towardsX - (repulsion[point * 2] ?? 0) / normaliser);
    gradient[point * 2 + 1] = 4 * (pull * towardsY - (repulsion[point * 2 + 1] ?? 0) / normaliser);
  }
}

/** The given places at a spread of 1e-4, a trace of noise apart so that equal points can part. */
function startingLayout(start: Float64Array, random: Random): Float64Array {
  let squares = 0;
  for (let i = 0; i < start.length; i += 2) squares += (start[i] ?? 0) ** 2;
  const spread = Math.sqrt(squares / (start.length / 2)) || 1;
  return start.map((value) => (value / spread) * 1e-4 + (random() - 0.5) * 1e-6);
}

function centre(layout: Float64Array): void {
  for (const axis of [0, 1]) {
    let sum = 0;
    for (let i = axis; i < layout.length; i += 2) sum += layout[i] ?? 0;
    const mean = sum / (layout.length / 2);
    for (let i = axis; i < layout.length; i += 2) layout[i] = (layout[i] ?? 0) - mean;
  }
}
