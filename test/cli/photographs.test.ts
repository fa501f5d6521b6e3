import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { describeNeeding } from "../setup/needing.ts";
import { verger } from "./setup/verger.ts";

const run = promisify(execFile);

/** Reads a run as a data scientist would, repeats the PCA with scikit-learn and prints how far apart the two are. */
const compare = `
import glob, json, sys
import duckdb, numpy as np, pyarrow.dataset as ds
from sklearn.decomposition import PCA
run = sys.argv[1]
features = ds.dataset(run + "/features").to_table()
projections = ds.dataset(run + "/pca/", format="parquet", exclude_invalid_files=True).to_table()
x = np.array(features["features"].to_pylist(), dtype=np.float32).astype(np.float64)
p = np.array(projections["pca"].to_pylist())
assert features["path"].to_pylist() == projections["path"].to_pylist()
model = PCA(p.shape[1], svd_solver="full").fit(x)
expected = model.transform(x)
expected *= np.sign((expected * p).sum(axis=0))
ours = json.load(open(run + "/run.json"))
print(json.dumps({
  "features": x.shape, "pca": p.shape,
  "worst": float(np.abs(p - expected).max() / np.abs(expected).max()),
  "ratio": float(np.abs(model.explained_variance_ratio_ - ours["pca"]["explainedVarianceRatio"]).max()),
  "labels": sorted(set(features["label"].to_pylist())),
  "duckdb": duckdb.sql(f"select count(*), min(len(features)) from '{run}/features/*.parquet'").limit(1).fetchall()[0],
}))
`;

describeNeeding("photographs", "sixty real photographs", (photographs) => {
  const python = inject("toolchains").python;
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-photographs-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.skipIf(!python.ready)(
    "give features and projections that pyarrow, DuckDB and scikit-learn agree with",
    async () => {
      const { code, stderr } = await verger(folder, [
        "job",
        "--images",
        photographs,
        "--weights",
        "seeded",
        "--components",
        "2",
        "--run-id",
        "sixty",
        "--no-report",
        "--json",
      ]);
      expect([code, stderr]).toEqual([0, ""]);
      const { stdout } = await run(python.ready ? python.path : "", ["-c", compare, join(folder, "runs", "sixty")]);
      const found = JSON.parse(stdout);
      expect(found).toMatchObject({
        features: [60, 1280],
        pca: [60, 2],
        labels: ["Corn", "Pepino", "Tomato Heart"],
        duckdb: [60, 1280],
      });
      expect(found.worst).toBeLessThan(1e-4);
      expect(found.ratio).toBeLessThan(1e-6);
    },
  );
});
