import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { python } from "../toolchains/python.ts";

/** Runs images.py in the pinned Python environment: `npm run golden:images`. */
const toolchain = await python();
if (!toolchain.ready) throw new Error(toolchain.why);
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
execFileSync(toolchain.path, [path("images.py"), path("../../test/job/images/golden")], { stdio: "inherit" });
