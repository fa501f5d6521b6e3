import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { python } from "../toolchains/python.ts";

/** Runs pca.py in the pinned Python environment: `npm run golden:pca`. */
const toolchain = await python();
if (!toolchain.ready) throw new Error(toolchain.why);
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
execFileSync(toolchain.path, [path("pca.py"), path("../../test/job/pca/golden/pca.json")], { stdio: "inherit" });
