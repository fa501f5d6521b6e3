import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { packArchive } from "../../../job/bundle/archive.ts";
import type { BundleFile } from "../../../job/bundle/bundleFile.ts";
import { pythonPackages, pythonVersions } from "../../../job/bundle/pythonPackages.ts";
import { cacheFolder } from "../../../tools/toolchains/cacheFolder.ts";
import { describeNeeding } from "../../setup/needing.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const run = promisify(execFile);
const packages = join(cacheFolder(), "bundle");

const Report = z.object({
  install: z.array(z.object({ metadata: z.object({ name: z.string(), version: z.string() }) })),
});

/** Nodes have no internet: a wheel for another Python, or one that is missing, fails the first task there, not here. */
describeNeeding("python", "the Python packages of a bundle", () => {
  describe.each(pythonVersions)("for Python %s", (version) => {
    let files: readonly BundleFile[];
    let pins: readonly string[];

    beforeAll(async () => {
      const parts = await pythonPackages(version, "x64", packages);
      files = parts.flatMap((part) => part.files);
      pins = parts.map(({ part }) => `${part.name}==${part.version}`);
    });

    it("have native parts for that Python, for Linux on x64, and no other", () => {
      const native = files.map(({ path }) => path).filter((path) => path.includes(".cpython-"));
      const tag = `.cpython-${version.replace(".", "")}-x86_64-linux-gnu.so`;
      expect(native.length).toBeGreaterThan(50);
      expect(native.filter((path) => !path.endsWith(tag))).toEqual([]);
    });

    it("are all that they ask for, by pip's own resolution for that Python", async () => {
      const rules = ["--dry-run", "--ignore-installed", "--only-binary=:all:", "--quiet", "--report", "-"];
      const platform = ["--platform", "manylinux_2_28_x86_64", "--platform", "manylinux_2_17_x86_64"];
      const { stdout } = await run(
        "python3",
        ["-m", "pip", "install", ...rules, ...platform, "--python-version", version, "--target", "nowhere", ...pins],
        { maxBuffer: 1 << 26, cwd: tmpdir() },
      );
      const wanted = Report.parse(JSON.parse(stdout)).install.map(({ metadata }) => metadata);
      expect(wanted.map(({ name, version: found }) => `${name.toLowerCase()}==${found}`).toSorted()).toEqual(
        [...pins].toSorted(),
      );
    });
  });
});

/** The machine of the tests may have one of the platforms' Pythons: then the packages are really used. */
describeNeeding("python", "the Python packages of a bundle, unpacked", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "verger-site-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("carry a batch to a Node process and back, with nothing else installed", async ({ skip }) => {
    const { stdout } = await run("python3", ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
    const version = pythonVersions.find((each) => each === stdout.trim());
    if (version === undefined || process.arch !== "x64") return skip(`the Python here is ${stdout.trim()}`);
    const parts = await pythonPackages(version, "x64", packages);
    const archive = await packArchive(parts.flatMap((part) => part.files));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "site.tar.gz"), archive);
    await run("tar", ["-xzf", join(folder, "site.tar.gz"), "-C", folder]);
    const here = dirname(fileURLToPath(import.meta.url));
    const script = `
import sys
sys.path[:0] = [${JSON.stringify(join(folder, `site-packages-${version}`))}, ${JSON.stringify(join(here, "../../../job/engines/spark/python"))}]
import pandas, pyarrow as pa, verger_bridge
batch = pa.RecordBatch.from_pydict({"path": ["a", "b"], "content": [b"x", b"yz"]})
command = [${JSON.stringify(process.execPath)}, ${JSON.stringify(join(here, "../bridge/faultyWorker.ts"))}, "none"]
answers = list(verger_bridge.node_map(command)([batch]))
print(pa.__version__, pandas.DataFrame(answers[0].to_pydict())["rows"].sum())
`;
    const answer = await run("python3", ["-I", "-S", "-c", script]);
    expect(answer.stdout.trim()).toBe("21.0.0 3");
  });
});
