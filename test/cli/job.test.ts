import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RunManifest } from "../../job/results/runManifest.ts";
import { openFeatureTable } from "../../job/results/openFeatureTable.ts";
import { diskStorage } from "../../job/storage/diskStorage.ts";
import { renderOrchard } from "../../samples/renderOrchard.ts";
import { hostileCorpus } from "../job/images/hostileCorpus.ts";
import { startVerger, verger } from "./setup/verger.ts";

let folder = "";
const pixels = ["--extractor", "pixels", "--size", "8", "--components", "2", "--no-report"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verger-job-"));
  await renderOrchard(join(folder, "orchard"), { count: 24 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("verger job, through its real entry point", () => {
  test("with --json prints the manifest on stdout and nothing else anywhere", async () => {
    const { code, stdout, stderr } = await verger(folder, ["job", "--images", "orchard", ...pixels, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const manifest = RunManifest.parse(JSON.parse(stdout));
    expect(manifest.counts).toEqual({ images: 24, features: 24, rejects: 0, shardsDone: 2 });
    expect(manifest.images.folder).toBe("orchard");
    expect(stdout).not.toContain(folder);
  });

  test("prints results on stdout, progress on stderr, without control characters when neither is a terminal", async () => {
    const { stdout, stderr } = await verger(folder, ["job", "--images", "orchard", ...pixels.slice(0, -1)]);
    expect(stdout).toMatch(/PCA 192 → 2 components, \d+\.\d % of the variance/);
    expect(stdout).toMatch(/features\/\*\.parquet +24 × 192/);
    expect(stdout).toMatch(/report\/index\.html +← open this/);
    expect(stderr).toMatch(/24\/24/);
    // eslint-disable-next-line no-control-regex
    expect(stdout + stderr).not.toMatch(/\u001b/);
  });

  test("writes every result it lists, with the digest it lists", async () => {
    const { stdout } = await verger(folder, ["job", "--images", "orchard", ...pixels, "--csv", "--json"]);
    const manifest = RunManifest.parse(JSON.parse(stdout));
    const run = diskStorage(join(folder, "runs", manifest.runId));
    for (const file of manifest.files) expect([file.path, await run.size(file.path)]).toEqual([file.path, file.bytes]);
    const csv = new TextDecoder().decode(await run.read("pca/pca.csv"));
    expect(csv.split("\n")[0]?.trim()).toBe("path,label,pca_1,pca_2");
    expect(csv.trim().split("\n")).toHaveLength(25);
  });

  test("reads its options from a file, and lets the command line win", async () => {
    await writeFile(
      join(folder, "job.yaml"),
      "images: orchard\nextractor: pixels\nsize: 4\ncomponents: 3\nlabel: none\n",
    );
    const { stdout } = await verger(folder, ["job", "--spec", "job.yaml", "--components", "1", "--json"]);
    expect(RunManifest.parse(JSON.parse(stdout)).spec).toMatchObject({ size: 4, components: 1, label: "none" });
  });

  test("never overwrites: the same command twice makes two runs, and a finished run keeps its results", async () => {
    const first = await verger(folder, ["job", "--images", "orchard", ...pixels, "--out", "twice", "--run-id", "one"]);
    const bytes = await readFile(join(folder, "twice/one/pca/part-00000.parquet"));
    const again = await verger(folder, [
      "job",
      "--images",
      "orchard",
      "--extractor",
      "pixels",
      "--size",
      "9",
      "--out",
      "twice",
      "--run-id",
      "one",
    ]);
    expect([first.code, again.code]).toEqual([0, 2]);
    expect(again.stderr).toContain("another job's");
    expect(await readFile(join(folder, "twice/one/pca/part-00000.parquet"))).toEqual(bytes);
    await verger(folder, ["job", "--images", "orchard", ...pixels, "--out", "twice"]);
    expect(await readdir(join(folder, "twice"))).toHaveLength(2);
  });

  test("says that a finished run is not computed again", async () => {
    const args = ["job", "--images", "orchard", ...pixels, "--out", "again", "--run-id", "done"];
    await verger(folder, args);
    const { code, stderr } = await verger(folder, args);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/run done was done .*: nothing is computed again/)]);
  });

  test("finishes what it computes when the reader of its output goes away", async () => {
    const { child, finished } = startVerger(folder, [
      "job",
      "--images",
      "orchard",
      ...pixels,
      "--out",
      "piped",
      "--run-id",
      "p",
    ]);
    finished.catch(() => undefined); // its readers are gone, on purpose
    child.stdout?.destroy();
    child.stderr?.destroy();
    await once(child, "exit");
    const manifest = JSON.parse(await readFile(join(folder, "piped/p/run.json"), "utf8"));
    expect([child.exitCode, manifest.state]).toEqual([0, "succeeded"]);
  });

  test("starts again in a folder where a run was killed before it wrote anything but its lock", async () => {
    await mkdir(join(folder, "runs", "stillborn"), { recursive: true });
    await writeFile(
      join(folder, "runs", "stillborn", "run.lock"),
      JSON.stringify({ pid: 1, started: "0", token: "t", machine: "m" }),
    );
    const other = await verger(folder, ["job", "--images", "orchard", ...pixels, "--run-id", "stillborn"]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("of another machine")]);
    await rm(join(folder, "runs", "stillborn", "run.lock"));
    const again = await verger(folder, ["job", "--images", "orchard", ...pixels, "--run-id", "stillborn"]);
    expect(again.code).toBe(0);
  });

  test("leaves a folder alone that holds something else", async () => {
    await mkdir(join(folder, "runs", "mine"), { recursive: true });
    await writeFile(join(folder, "runs", "mine", "thesis.txt"), "years of work");
    const { code, stderr } = await verger(folder, ["job", "--images", "orchard", ...pixels, "--run-id", "mine"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("is not a run of verger")]);
  });

  test("does not resume onto photographs that have changed", async () => {
    await renderOrchard(join(folder, "changing"), { count: 12 });
    await verger(folder, ["job", "--images", "changing", ...pixels, "--run-id", "changing"]);
    await writeFile(join(folder, "changing", "new.png"), "");
    const { code, stderr } = await verger(folder, ["job", "--resume", "changing"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("the photographs (12 then)")]);
  });
});

describe("what cannot be used is said: what, where, what to do", () => {
  test.each<[string, string[], number, RegExp]>([
    ["an unknown option", ["job", "--imags", "orchard"], 2, /Unknown option --imags\.\n {2}Did you mean --images\?/],
    ["an unknown command", ["jobb"], 2, /no command "jobb"[\s\S]*job/],
    ["no folder", ["job"], 2, /--images: missing/],
    ["a folder that is not there", ["job", "--images", "nowhere"], 2, /nowhere/],
    ["a file for a folder", ["job", "--images", "orchard.txt"], 2, /orchard\.txt/],
    ["a folder without pictures", ["job", "--images", "empty"], 2, /No image in .*empty/],
    [
      "a number that is none",
      ["job", "--images", "orchard", "--components", "many"],
      2,
      /--components: not a number \(given: "many"\)/,
    ],
    [
      "a number out of bounds",
      ["job", "--images", "orchard", "--variance", "3"],
      2,
      /--variance: above the most, 1 \(given: 3\)/,
    ],
    [
      "a name that is nearly right",
      ["job", "--images", "orchard", "--extractor", "mobilnet"],
      2,
      /Did you mean mobilenet-v2\?/,
    ],
    [
      "a run's name that leads elsewhere",
      ["job", "--images", "orchard", "--run-id", "../elsewhere"],
      2,
      /not the name of a run/,
    ],
    ["a run to resume that lies elsewhere", ["job", "--resume", "../../etc"], 2, /not the name of a run/],
    [
      "a field that a spec does not have",
      ["job", "--spec", "misspelt.yaml"],
      2,
      /imags: no such field\. Did you mean images\?/,
    ],
    [
      "components and variance",
      ["job", "--images", "orchard", "--components", "2", "--variance", "0.5"],
      2,
      /not both/,
    ],
    [
      "weights of no known kind",
      ["job", "--images", "orchard", "--weights", "weights.zip"],
      2,
      /--weights: .*weights\.zip/,
    ],
    ["weights that are not there", ["job", "--images", "orchard", "--weights", "mine.h5"], 2, /mine\.h5/],
    ["a size the network cannot take", ["job", "--images", "orchard", "--weights", "seeded", "--size", "8"], 2, /size/],
    [
      "a run that is not there",
      ["job", "--resume", "2026-01-01-none"],
      2,
      /There is no run to resume in .*2026-01-01-none/,
    ],
    ["a spec that is not there", ["job", "--spec", "nowhere.yaml"], 2, /nowhere\.yaml/],
    ["a spec that is not YAML", ["job", "--spec", "broken.yaml"], 2, /broken\.yaml is not valid YAML/],
    [
      "more components than there can be",
      ["job", "--images", "orchard", ...pixels.slice(0, 4), "--components", "500"],
      2,
      /components[\s\S]*(23|24|192)/,
    ],
  ])("%s", async (_, args, expected, message) => {
    await mkdir(join(folder, "empty"), { recursive: true });
    await writeFile(join(folder, "orchard.txt"), "not a folder");
    await writeFile(join(folder, "broken.yaml"), "images: [orchard\n");
    await writeFile(join(folder, "misspelt.yaml"), "imags: orchard\n");
    const { code, stdout, stderr } = await verger(folder, args);
    expect([code, stdout, stderr]).toEqual([expected, "", expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  test("more components than there can be costs no features: they are kept and the PCA asked again", async () => {
    const args = ["--images", "orchard", "--extractor", "pixels", "--size", "8", "--run-id", "too-many"];
    const { stderr } = await verger(folder, ["job", ...args, "--components", "500"]);
    expect(stderr).toMatch(/The features are kept: verger job --resume too-many/);
    const again = await verger(folder, ["job", "--resume", "too-many", "--components", "3"]);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("24 pictures already done")]);
  });

  test("an unwritable place for the run", async () => {
    await writeFile(join(folder, "a-file"), "");
    const { code, stderr } = await verger(folder, ["job", "--images", "orchard", ...pixels, "--out", "a-file"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("a-file")]);
  });

  test("official weights on a closed network: which file, and where to put it", async () => {
    const { code, stderr } = await verger(folder, ["job", "--images", "orchard"], {
      VERGER_WEIGHTS_URL: "http://127.0.0.1:9/",
      XDG_CACHE_HOME: join(folder, "cache"),
    });
    expect(code).toBe(2);
    expect(stderr).toContain("mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5");
    expect(stderr).toContain(join(folder, "cache", "verger", "weights"));
    expect(stderr).toContain("--weights seeded");
  });

  test("with --json the one object on stdout says why there is no result", async () => {
    const { code, stdout, stderr } = await verger(folder, ["job", "--images", "nowhere", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { exitCode: 2, message: expect.stringContaining("nowhere"), hint: expect.any(String) },
    });
    expect(stderr).toContain("nowhere");
  });

  test("--verbose adds the trace", async () => {
    const { stderr } = await verger(folder, ["job", "--images", "nowhere", "--verbose"]);
    expect(stderr).toMatch(/^\s+at .*:\d+:\d+/m);
  });

  test("--help names every option of the schema", async () => {
    const { code, stdout } = await verger(folder, ["job", "--help"]);
    expect(code).toBe(0);
    for (const option of ["--images", "--extractor", "--weights", "--variance", "--max-rejects", "--resume", "--json"])
      expect(stdout).toContain(option);
  });
});

describe("a folder of hostile files", () => {
  const hostile = "photos";

  beforeAll(async () => {
    for (const { name, bytes } of await hostileCorpus()) {
      const file = join(folder, hostile, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    await symlink("nowhere.jpg", join(folder, hostile, "broken-link.jpg"));
  });

  test("ends with exit 10 when too many are rejected, keeps each reason, and goes on when they are accepted", async () => {
    const refused = await verger(folder, ["job", "--images", hostile, ...pixels, "--run-id", "hostile"]);
    expect([refused.code, refused.stderr]).toEqual([
      10,
      expect.stringMatching(/pictures could not be used, more than 5 % \(--max-rejects\)[\s\S]*rejects/),
    ]);

    const accepted = await verger(folder, ["job", "--resume", "hostile", "--max-rejects", "1", "--json"]);
    expect([accepted.code, accepted.stderr]).toEqual([0, ""]);
    const { counts } = RunManifest.parse(JSON.parse(accepted.stdout));
    const files = await hostileCorpus();
    const usable = files.filter(({ expectation }) => expectation === "decodes").length;
    expect(counts).toMatchObject({ images: files.length + 1, features: usable, rejects: files.length + 1 - usable });

    const run = diskStorage(join(folder, "runs", "hostile"));
    const parts = (await run.list("features/")).map(({ path }) => path);
    expect((await openFeatureTable(run, parts)).rows).toBe(usable);
  });

  test("of nothing usable at all ends with exit 10", async () => {
    await mkdir(join(folder, "junk"), { recursive: true });
    for (const name of ["a.jpg", "b.png"]) await writeFile(join(folder, "junk", name), "no picture");
    const { code, stderr } = await verger(folder, ["job", "--images", "junk", ...pixels, "--max-rejects", "1"]);
    expect([code, stderr]).toEqual([10, expect.stringContaining("None of the 2 pictures could be used")]);
  });
});
