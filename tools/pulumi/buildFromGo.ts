import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pulumiVersion } from "./pulumiVersion.ts";
import type { Source } from "./source.ts";

const run = promisify(execFile);
const modules = fileURLToPath(new URL("go/", import.meta.url));
const program = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionFlag = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`;

/**
 * Builds the command line from Go's module proxy, every module checked against `go/go.sum`. Some ten minutes of
 * processor time and 3 GB of Go's caches, once.
 */
export const buildFromGo: Source = async (folder, environment) => {
  try {
    await run("go", ["version"]);
  } catch {
    return { made: false, why: "no go on PATH to build it with" };
  }
  try {
    const flags = ["-p", "2", "-trimpath", "-mod=readonly", "-ldflags", `-s -w ${versionFlag}`];
    await run("go", ["build", ...flags, "-o", `${folder}/`, program], {
      cwd: modules,
      env: { ...environment, CGO_ENABLED: "0" },
      maxBuffer: 1 << 26,
    });
    return { made: true };
  } catch (error) {
    const output = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    return { made: false, why: `it could not be built from Go's modules: ${output.split("\n").at(-1)}` };
  }
};
