import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { nearestNeighbours } from "../../../../job/results/report/structure/nearestNeighbours.ts";
import { neighbourAccuracy } from "../../../../job/results/report/structure/neighbourAccuracy.ts";
import { silhouette } from "../../../../job/results/report/structure/silhouette.ts";
import { computeStructure } from "../../../../job/results/report/structure/structure.ts";
import { describeNeeding } from "../../../setup/needing.ts";
import { clusteredPoints } from "./clusteredPoints.ts";

const run = promisify(execFile);

const script = `
import json, sys
import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.metrics import silhouette_samples
from sklearn.neighbors import NearestNeighbors
given = json.load(sys.stdin)
x, y = np.array(given["points"]), np.array(given["classOf"])
s = silhouette_samples(x, y)
theirs = TSNE(perplexity=given["perplexity"], init="pca", random_state=0).fit_transform(x)
json.dump({
  "silhouette": float(s.mean()),
  "byClass": [float(s[y == c].mean()) for c in np.unique(y)],
  "accuracy": float((y[NearestNeighbors(n_neighbors=1).fit(x).kneighbors(return_distance=False)[:, 0]] == y).mean()),
  "tsne": float(trustworthiness(x, theirs, n_neighbors=12)),
  "ours": [float(trustworthiness(x, np.array(m), n_neighbors=12)) for m in given["maps"]],
}, sys.stdout)
`;

interface Answer {
  readonly silhouette: number;
  readonly byClass: readonly number[];
  readonly accuracy: number;
  readonly tsne: number;
  readonly ours: readonly number[];
}

const rowsOf = (values: Float64Array, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);

describeNeeding("python", "the structure of the report beside scikit-learn", (python) => {
  test("the same silhouettes and accuracy; maps that keep neighbours as well as its t-SNE", async () => {
    const classes = 5;
    // Close enough that classes overlap: figures of 0 or 1 would prove little.
    const { points, classOf } = clusteredPoints(200, classes, 10, 0.7);
    const { tsne, umap, perplexity } = computeStructure({ points, classOf, classes, seed: 1 }, () => undefined);
    const child = run(python, ["-c", script], {
      maxBuffer: 1 << 24,
      // Threads that wait for each other on busy cores cost a hundred times what they bring here.
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    });
    child.child.stdin?.end(
      JSON.stringify({
        points: rowsOf(points.values, points.dimension),
        classOf: [...classOf],
        perplexity,
        maps: [rowsOf(tsne!, 2), rowsOf(umap!, 2)],
      }),
    );
    const answer = JSON.parse((await child).stdout) as Answer;

    const ours = silhouette(points, classOf, classes);
    expect(ours.overall).toBeCloseTo(answer.silhouette, 10);
    for (const [of, value] of answer.byClass.entries()) expect(ours.byClass[of]).toBeCloseTo(value, 10);
    const { overall } = neighbourAccuracy(nearestNeighbours(points, 1), classOf, classes);
    expect(overall).toBeCloseTo(answer.accuracy, 10);
    expect(overall).toBeGreaterThan(0.3);
    expect(overall).toBeLessThan(0.99);
    const [ourTsne = 0, ourUmap = 0] = answer.ours;
    expect(ourTsne).toBeGreaterThan(answer.tsne - 0.02);
    expect(ourUmap).toBeGreaterThan(answer.tsne - 0.06);
  });
});
