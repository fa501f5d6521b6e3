import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inject, it } from "vitest";
import { describeNeeding } from "../setup/needing.ts";

const folder = fileURLToPath(new URL("../../job/engines/spark/python/", import.meta.url));
const rules = ["--ignore-missing-imports", "--disallow-untyped-defs", "--check-untyped-defs", "--warn-unused-ignores"];

const lines = (name: string): number => readFileSync(join(folder, name), "utf8").trimEnd().split("\n").length;

const bridge = "verger_bridge.py";
const files = readdirSync(folder).filter((name) => name.endsWith(".py"));

it("the driver stays thin: what is decided is decided in TypeScript", () => {
  const driver = files.filter((name) => name !== bridge);
  expect(driver.map(lines).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(400);
  expect(lines(bridge)).toBeLessThanOrEqual(410);
});

/** A driver that stops on a TypeError stops on a cluster that someone pays for. */
describeNeeding("spark35", "the types of the driver", (spark) => {
  const mypy = inject("toolchains").mypy;

  it("would not stop the oldest Python of a platform, EMR's 3.9", () => {
    const parse = "import ast, sys; [ast.parse(open(each).read(), feature_version=(3, 9)) for each in sys.argv[1:]]";
    const { stderr, status } = spawnSync(spark, ["-c", parse, ...files], { cwd: folder, encoding: "utf8" });
    expect([stderr, status]).toEqual(["", 0]);
  });

  // The checker knows nothing older than 3.10.
  const check = (...files: readonly string[]): string => {
    const program = mypy.ready ? join(dirname(mypy.path), "mypy") : "";
    const cache = join(tmpdir(), "verger-mypy");
    const args = ["--python-executable", spark, "--python-version", "3.10", "--cache-dir", cache, ...rules, ...files];
    const { stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
    return stdout + stderr;
  };

  it.runIf(mypy.ready)(
    "are those PySpark and Python declare",
    () => {
      expect(check(...files)).toContain(`Success: no issues found in ${files.length} source files`);
    },
    300_000,
  );

  it.runIf(mypy.ready)(
    "would be found wrong",
    () => {
      expect(check("-c", "import driver; driver.main(3)")).toContain('incompatible type "int"');
    },
    300_000,
  );
});
