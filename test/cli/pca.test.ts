import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../cli/runCli.ts";
import { capturedTerminal } from "./setup/capturedTerminal.ts";

const golden = fileURLToPath(new URL("../job/results/golden/", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-pca-"));
  await mkdir(join(folder, "spark"));
  await copyFile(join(golden, "spark-legacy-nullable.parquet"), join(folder, "spark", "part-0.parquet"));
  await copyFile(join(golden, "spark-legacy-double.parquet"), join(folder, "spark", "part-1.parquet"));
  await writeFile(join(folder, "spark", "_SUCCESS.parquet"), "not a part");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function pca(...args: string[]) {
  const terminal = capturedTerminal({ workingFolder: folder });
  const code = await runCli(["pca", ...args], terminal);
  return { code, stdout: terminal.stdout.join("\n"), stderr: terminal.stderr.join("\n") };
}

describe("verger pca", () => {
  it("says what it read, what it found and where it is", async () => {
    const { code, stdout, stderr } = await pca("--features", "spark", "--out", "result", "--components", "1", "--csv");
    expect([code, stderr]).toEqual([0, expect.stringContaining("120 × 7, column features of 2 files   spark")]);
    expect(stdout).toContain("PCA 7 → 1 component, 100.0 % of the variance");
    expect(stdout).toContain("result/pca/*.parquet    120 × 1");
    expect(stdout).toContain("result/pca/pca.csv");
    expect((await readdir(join(folder, "result", "pca"))).sort()).toEqual([
      "components.npy",
      "mean.npy",
      "model.json",
      "part-00000.parquet",
      "pca.csv",
      "scale.npy",
    ]);
  });

  it("prints one JSON object, and its files are the ones on the disk", async () => {
    const { code, stdout, stderr } = await pca("--features", "spark/*.parquet", "--out", "result", "--json");
    expect(code).toBe(2); // the pattern takes _SUCCESS.parquet too
    expect(stderr).toContain("_SUCCESS.parquet is not a Parquet file");
    expect(JSON.parse(stdout)).toMatchObject({
      error: { exitCode: 2, message: expect.stringContaining("_SUCCESS.parquet") },
    });

    const second = await pca("--features", "spark/part-*.parquet", "--out", "result", "--variance", "0.9", "--json");
    expect([second.code, second.stderr]).toEqual([0, ""]);
    const outcome = JSON.parse(second.stdout) as { files: { path: string; bytes: number }[] };
    expect(outcome).toMatchObject({ rows: 120, features: 7, components: 1, column: "features", constantFeatures: 0 });
    for (const { path, bytes } of outcome.files)
      expect([path, (await readFile(join(folder, "result", path))).length]).toEqual([path, bytes]);
  });

  it("does not overwrite a PCA", async () => {
    await pca("--features", "spark", "--out", "result", "--components", "1");
    const before = await readFile(join(folder, "result", "pca", "model.json"), "utf8");
    const { code, stderr } = await pca("--features", "spark", "--out", "result", "--scale");
    expect([code, stderr]).toEqual([2, expect.stringContaining("holds a PCA already")]);
    expect(stderr).toContain("choose another --out");
    expect(await readFile(join(folder, "result", "pca", "model.json"), "utf8")).toBe(before);
    expect(await readdir(join(folder, "result"))).toEqual(["pca"]);
  });

  it("clears away what an interrupted PCA left, so that parts of two never mix", async () => {
    await mkdir(join(folder, "result", "pca"), { recursive: true });
    for (const name of ["part-00007.parquet", "pca.csv", "mine.txt"])
      await writeFile(join(folder, "result", "pca", name), "left");
    expect(await pca("--features", "spark", "--out", "result", "--components", "1")).toMatchObject({ code: 0 });
    const files = await readdir(join(folder, "result", "pca"));
    expect(files).toContain("mine.txt");
    expect(files).not.toContain("part-00007.parquet");
    expect(files).not.toContain("pca.csv");
  });

  it("stops at ctrl-C with exit code 130, no model, and no lock left", async () => {
    const terminal = capturedTerminal({ workingFolder: folder, interrupted: AbortSignal.abort() });
    expect(await runCli(["pca", "--features", "spark", "--out", "result", "--components", "1"], terminal)).toBe(130);
    expect(terminal.stderr.join("\n")).toContain("Stopped before the PCA was complete");
    expect(await readdir(join(folder, "result"))).not.toContain("run.lock");
  });

  it("takes the features of a run, whatever else is in its folder", async () => {
    await mkdir(join(folder, "run", "features"), { recursive: true });
    await writeFile(join(folder, "run", "run.json"), "{}");
    await writeFile(join(folder, "run", "rejects.parquet"), "not features");
    await copyFile(join(golden, "pyarrow-plain.parquet"), join(folder, "run", "features", "part-00000.parquet"));
    const { code, stderr } = await pca("--features", "run", "--out", "other", "--components", "1");
    expect([code, stderr]).toEqual([0, expect.stringContaining("60 × 7, column features of 1 file")]);
  });

  it.each([
    [["--features", "nowhere", "--out", "result"], "nowhere: there is no such file or folder"],
    [["--features", "nothing-*.parquet", "--out", "result"], "there is no such file or folder"],
    [["--features", ".", "--out", "result", "--column", "absent"], "has no column absent that is a list"],
    [["--features", "spark", "--out", "result", "--components", "3"], "3 components"],
    [["--features", "spark", "--out", "result", "--components", "1", "--variance", "0.5"], "not both"],
    [["--features", "spark"], "out"],
  ])("says what is wrong with %j and exits with 2", async (args, message) => {
    const { code, stdout, stderr } = await pca(...args);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
    expect(stderr).not.toContain("    at ");
  });
});

const fitted = () => pca("--features", "spark", "--out", "first", "--components", "1", "--whiten", "--csv");

describe("verger pca transform", () => {
  it("gives the rows a PCA was fitted on what that PCA gave them, wherever the model is named", async () => {
    expect((await fitted()).code).toBe(0);
    const expected = await readFile(join(folder, "first", "pca", "pca.csv"), "utf8");
    for (const [i, model] of ["first", "first/pca", "first/pca/model.json"].entries()) {
      const { code, stdout } = await pca(
        "transform",
        "--model",
        model,
        "--features",
        "spark",
        "--out",
        `${i}`,
        "--csv",
      );
      expect([code, stdout]).toEqual([0, expect.stringContaining("PCA 7 → 1 component")]);
      expect(await readFile(join(folder, `${i}`, "pca", "pca.csv"), "utf8")).toBe(expected);
      expect(await readFile(join(folder, `${i}`, "pca", "model.json"))).toEqual(
        await readFile(join(folder, "first", "pca", "model.json")),
      );
    }
  });

  it("says so where there is no model, where it is of other features, and overwrites nothing", async () => {
    await fitted();
    const missing = await pca("transform", "--model", "spark", "--features", "spark", "--out", "second");
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("model.json")]);
    const own = ["transform", "--model", "first", "--features", "first/pca", "--out"] as const;
    const other = await pca(...own, "second", "--column", "pca");
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining("has 1 features a row, the model in first has 7"),
    ]);
    const again = await pca("transform", "--model", "first", "--features", "spark", "--out", "first");
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("holds a PCA already")]);
  });
});

it("solves by the solver asked for, and refuses one that there is not", async () => {
  const { stdout } = await pca("--features", "spark", "--out", "a", "--components", "1", "--solver", "ml-pca");
  expect(stdout).toContain("(ml-pca (120 × 7))");
  const { code, stderr } = await pca("--features", "spark", "--out", "b", "--solver", "svd");
  expect([code, stderr]).toEqual([2, expect.stringContaining("streaming")]);
});
