import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runPcaStage } from "../../../job/engines/pcaStage.ts";
import type { PcaModel } from "../../../job/pca/pcaModel.ts";
import type { FeatureBlock } from "../../../job/results/featureRow.ts";
import { openFeatureTable } from "../../../job/results/openFeatureTable.ts";
import { commitShard } from "../../../job/results/shardRecord.ts";
import { diskStorage } from "../../../job/storage/diskStorage.ts";
import { describeNeeding } from "../../setup/needing.ts";

const run = promisify(execFile);
const dimension = 5;

/** Two shards of twenty pictures, one without rejects, and their PCA: what a job leaves behind. */
const shards: FeatureBlock[] = [0, 1].map((shard) => ({
  rows: Array.from({ length: 20 }, (_, row) => ({
    path: `pommes d’été/${shard}-${row} 🍏.jpg`,
    label: row % 3 === 0 ? null : "pommes d’été",
    width: 100 + row,
    height: 70_000,
  })),
  dimension,
  values: Float32Array.from({ length: 20 * dimension }, (_, i) => Math.sin((shard * 100 + i) ** 2) * 3),
}));

let folder: string;
let model: PcaModel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-others-"));
  const storage = diskStorage(folder);
  for (const [shard, features] of shards.entries()) {
    const rejects = shard === 0 ? [] : [{ path: "é.jpg", reason: "zero bytes" }];
    await commitShard(storage, { shard, input: "0".repeat(64), features, rejects, seconds: 1 });
  }
  const parts = (await storage.list("features/")).map(({ path }) => path);
  const features = await openFeatureTable(storage, parts);
  ({ model } = await runPcaStage({ features, storage, components: 3, scale: true, csv: true }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs Python with the run folder as its argument and gives the JSON that it prints last. */
async function answer(python: string, code: string): Promise<unknown> {
  const { stdout } = await run(python, ["-c", code, folder], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

const rowsWritten = shards.flatMap(({ rows, values }) =>
  rows.map((row, i) => ({
    path: row.path,
    label: row.label,
    width: row.width,
    height: row.height,
    features: Array.from(values.subarray(i * dimension, (i + 1) * dimension)),
  })),
);

describeNeeding("python", "a run folder, read by other tools", (python) => {
  it("has features that pyarrow reads with their exact types", async () => {
    const code = `
import json, sys, pyarrow.dataset as ds
table = ds.dataset(sys.argv[1] + "/features").to_table()
print(json.dumps({"schema": [f"{f.name}: {f.type}{'' if f.nullable else ' not null'}" for f in table.schema], "rows": table.to_pylist()}))`;
    expect(await answer(python, code)).toEqual({
      schema: [
        "path: string not null",
        "label: string",
        "width: int32 not null",
        "height: int32 not null",
        "features: list<element: float not null> not null",
      ],
      rows: rowsWritten,
    });
  });

  it("has features, rejects and projections that DuckDB queries by pattern", async () => {
    const code = `
import json, sys, duckdb
query = lambda text: duckdb.sql(text.replace("RUN", sys.argv[1])).fetchall()
print(json.dumps([
  query("select path, label, width, height, features from 'RUN/features/*.parquet' order by filename, width"),
  query("select * from 'RUN/rejects/*.parquet'"),
  query("select typeof(pca), count(*), count(label), min(len(pca)) from 'RUN/pca/*.parquet' group by all")]))`;
    expect(await answer(python, code)).toEqual([
      rowsWritten.map((row) => Object.values(row)),
      [["é.jpg", "zero bytes"]],
      [["FLOAT[]", 40, 26, 3]],
    ]);
  });

  it("has a model that NumPy reads bit for bit", async () => {
    const code = `
import json, sys, numpy as np
arrays = {name: np.load(f"{sys.argv[1]}/pca/{name}.npy") for name in ("mean", "scale", "components")}
print(json.dumps({name: [str(a.dtype), list(a.shape), a.ravel().tolist()] for name, a in arrays.items()}))`;
    expect(await answer(python, code)).toEqual({
      mean: ["float64", [dimension], [...model.mean]],
      scale: ["float64", [dimension], [...model.scale]],
      components: ["float64", [3, dimension], [...model.components.values]],
    });
  });

  it("gives the projections of pca/ by the snippet of docs/run-folder.md", async () => {
    const page = await readFile(new URL("../../../docs/run-folder.md", import.meta.url), "utf8");
    const snippet = /<!-- run by .*? -->\n```python\n(.*?)```/s.exec(page)?.[1];
    const code = `${snippet}
import sys, pyarrow.dataset as ds, pyarrow.parquet as pq
run = sys.argv[1]
features = np.array(ds.dataset(run + "/features").to_table()["features"].to_pylist())
written = np.array(pq.read_table(run + "/pca/part-00000.parquet")["pca"].to_pylist())
print(json.dumps({"shape": written.shape, "apart": float(np.abs(project(run, features) - written).max())}))`;
    const { shape, apart } = (await answer(python, code)) as { shape: number[]; apart: number };
    expect(shape).toEqual([40, 3]);
    expect(apart).toBeLessThan(1e-6);
  });
});

describeNeeding("spark35", "a run folder, read by Spark", (python) => {
  it("has features and projections of the same values", { timeout: 240_000 }, async () => {
    const code = `
import json, sys
from pyspark.sql import SparkSession
here = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
spark = SparkSession.builder.master("local[1]").config(map=here).getOrCreate()
features = spark.read.parquet(sys.argv[1] + "/features")
pca = spark.read.parquet(sys.argv[1] + "/pca/*.parquet")
print(json.dumps([features.schema.simpleString(), [row.asDict() for row in features.collect()], pca.count(), pca.schema.simpleString()]))`;
    expect(await answer(python, code)).toEqual([
      "struct<path:string,label:string,width:int,height:int,features:array<float>>",
      expect.toSatisfy((rows: unknown[]) => isDeepStrictEqual(new Set(rows), new Set(rowsWritten))),
      40,
      "struct<path:string,label:string,pca:array<float>>",
    ]);
  });
});
