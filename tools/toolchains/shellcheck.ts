import { dirname, join } from "node:path";
import { pythonEnvironment } from "./python.ts";
import { ready, type Toolchain } from "./toolchain.ts";

/** ShellCheck, from the Python package that carries its binary. GPL: it checks scripts, and never ships. */
export async function shellcheck(): Promise<Toolchain> {
  const environment = await pythonEnvironment("requirements-shellcheck.txt");
  return environment.ready ? ready(join(dirname(environment.path), "shellcheck")) : environment;
}
