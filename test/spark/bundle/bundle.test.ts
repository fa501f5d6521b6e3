import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { packArchive, unpackPackage } from "../../../job/bundle/archive.ts";
import { type Bundle, buildBundle } from "../../../job/bundle/buildBundle.ts";
import { plainFile } from "../../../job/bundle/bundleFile.ts";
import { pinnedPackages } from "../../../job/bundle/pinnedPackages.ts";
import { writeBundle } from "../../../job/bundle/writeBundle.ts";
import { JobSpec } from "../../../job/contract/jobSpec.ts";
import { modelChoice } from "../../../job/engines/spark/modelChoice.ts";
import { featurizeShard } from "../../../job/engines/featurizeShard.ts";
import { photographTask } from "../../../job/engines/photographTask.ts";
import { openExtractor } from "../../../job/features/openExtractor.ts";
import { findBundle } from "../../../infra/findBundle.ts";
import { sha256 } from "../../../job/results/sha256.ts";
import { cacheFolder } from "../../../tools/toolchains/cacheFolder.ts";
import { describeNeeding } from "../../setup/needing.ts";
import { picture, writeFiles } from "../pictures.ts";
import { seededModel, spec } from "./seededModel.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const run = promisify(execFile);

describe("the archive of a bundle", () => {
  const files = [plainFile("b.txt", "second"), { ...plainFile("bin/a", "first"), executable: true }];

  it("has the same bytes whatever the order of its files and the hour", async () => {
    const archive = await packArchive(files);
    vi.useFakeTimers({ now: new Date("2031-01-01"), toFake: ["Date"] });
    expect((await packArchive(files.toReversed())).equals(archive)).toBe(true);
    vi.useRealTimers();
    expect((await packArchive([...files, plainFile("c", "")])).equals(archive)).toBe(false);
  });

  it("keeps content and the right to run", async () => {
    const unpacked = await unpackPackage(await packArchive(files));
    expect(unpacked.map(({ path, executable }) => [path, executable])).toEqual([
      ["b.txt", false],
      ["a", true],
    ]);
    expect(unpacked.map(({ content }) => String(content))).toEqual(["second", "first"]);
  });
});

const json = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../${name}`, import.meta.url), "utf8"));

/** A bundle with other native parts than the tests ran with could give other numbers than the local engine. */
describe("a bundle that was written", () => {
  it("is the one a stack finds, and stands beside the others under its digest", async () => {
    const home = await mkdtemp(join(tmpdir(), "verger-dist-"));
    try {
      const choice = modelChoice(JobSpec.parse({ weights: "seeded" }));
      for (const text of ["first", "second"]) {
        const archive = Buffer.from(text);
        const file = await writeBundle({ archive, sha256: sha256(archive), choice }, "x64", join(home, "dist"));
        expect(file).toContain(`bundle-linux-x64-${sha256(archive).slice(0, 16)}`);
      }
      expect(findBundle(home, {}).sha256).toBe(sha256("second"));
      expect(await readdir(join(home, "dist"))).toHaveLength(6);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

describe("the pinned packages", () => {
  const Lock = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) });
  const Versions = z.object({ devDependencies: z.object({ node: z.string() }) });
  it("are those of package-lock.json, and the Node the tests run on", async () => {
    const { packages } = Lock.parse(await json("package-lock.json"));
    const { node } = Versions.parse(await json("package.json")).devDependencies;
    const [runtimes, libraries] = [true, false].map((isNode) =>
      Object.values(pinnedPackages)
        .flat()
        .filter(({ name }) => name.startsWith("node-linux-") === isNode),
    );
    expect(runtimes!.map(({ version }) => version)).toEqual([node, node]);
    expect(libraries!.map(({ integrity }) => integrity)).toEqual(
      libraries!.map(({ name }) => packages[`node_modules/${name}`]?.integrity),
    );
  });
});

describeNeeding("spark35", "a bundle unpacked in an empty folder", (python) => {
  const architecture = process.arch === "arm64" ? "arm64" : "x64";
  const packages = join(cacheFolder(), "bundle");
  let folder: string;
  let home: string;
  let bundle: Bundle;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-bundle-"));
    home = join(folder, "home");
    bundle = await buildBundle({
      architecture,
      model: await seededModel(),
      choice: modelChoice(spec),
      version: "0.0.0-test",
      cacheFolder: packages,
      python: [],
    });
    await mkdir(home);
    await writeFile(join(folder, "bundle.tar.gz"), bundle.archive);
    await run("tar", ["-xzf", join(folder, "bundle.tar.gz"), "-C", home]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.runIf(process.platform === "linux")("computes the local engine's features with no node on PATH", async () => {
    const images = await writeFiles(join(folder, "images"), {
      "one.jpg": await picture(0),
      "two.png": await picture(1),
      "broken.jpg": Buffer.from("no picture"),
    });
    const names = ["one.jpg", "two.png", "broken.jpg"];
    const script = fileURLToPath(new URL("oneBatch.py", import.meta.url));
    const { stdout } = await run(
      python,
      [script, home, JSON.stringify(spec), ...names.map((name) => join(images, name))],
      { env: { PATH: folder }, maxBuffer: 1 << 26 },
    );
    const Answer = z.array(z.object({ features: z.array(z.number()), reason: z.string().nullable() }));
    const [one, two, broken] = Answer.parse(JSON.parse(stdout));

    const extractor = await openExtractor(await seededModel());
    const entries = names.map((path) => ({ path, label: null, bytes: 1, modifiedMs: 0 }));
    const tasks = entries.map((entry) => photographTask(entry, images, extractor.inputSize, spec));
    const { block, rejects } = await featurizeShard(tasks, { extractor, batch: spec.batch });
    expect([...one!.features, ...two!.features]).toEqual([...block.values]);
    expect(broken).toEqual({ features: [], reason: rejects[0]!.reason });
  });

  it("has the same digest when another person builds it: other folder, umask, time zone and language", async () => {
    const again = fileURLToPath(new URL("buildAgain.ts", import.meta.url));
    const { stdout } = await run(
      "sh",
      ["-c", 'umask 077 && exec "$0" "$@"', process.execPath, again, packages, architecture],
      { cwd: folder, env: { ...process.env, TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" } },
    );
    expect(stdout).toBe(bundle.sha256);
  });

  it("weighs less than 200 MB and says what is in it, under which licence", async () => {
    expect(bundle.archive.byteLength).toBeLessThan(200e6);
    const Bom = z.object({
      bomFormat: z.literal("CycloneDX"),
      components: z.array(z.object({ type: z.string(), name: z.string(), licenses: z.array(z.unknown()).optional() })),
    });
    const { components } = Bom.parse(JSON.parse(await readFile(join(home, "bom.json"), "utf8")));
    const libraries = components.filter(({ type }) => type === "library");
    expect(libraries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["verger", "sharp", "onnxruntime-node", "apache-arrow", "zod"]),
    );
    expect(JSON.stringify(libraries.map(({ licenses }) => licenses))).not.toContain("unknown");
    const texts = components.filter(({ name }) => /licen[cs]e|README\.md$/i.test(name)).map(({ name }) => name);
    const untold = libraries.filter(
      ({ name }) => !texts.some((text) => text.startsWith(`node_modules/${name}/`) || text === `licences/${name}.txt`),
    );
    expect(untold.map(({ name }) => name)).toEqual([expect.stringMatching(/^node-linux-/)]);
    expect(texts).toContain("licences/node.txt");
    const { stdout } = await run("tar", ["-tzf", join(folder, "bundle.tar.gz")]);
    const listed = components.filter(({ type }) => type === "file").map(({ name }) => name);
    expect(stdout.trim().split("\n").sort()).toEqual([...listed, "bom.json"].sort());
  });
});
