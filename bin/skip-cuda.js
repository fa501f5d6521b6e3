// Runs before onnxruntime-node's install script when verger is installed as a package: that script downloads CUDA
// libraries verger never loads, unless the files are there. See docs/decisions/0002-onnxruntime-without-cuda.md.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const asked = process.env.ONNXRUNTIME_NODE_INSTALL ?? process.env.npm_config_onnxruntime_node_install;
const installed = [join(here, "node_modules"), join(here, "..")].map((folder) =>
  join(folder, "onnxruntime-node", "bin", "napi-v6", "linux", "x64"),
);
const target = installed.find((folder) => existsSync(folder));

if (
  /node_modules[\\/]verger[\\/]?$/.test(here) &&
  asked === undefined &&
  process.platform === "linux" &&
  process.arch === "x64" &&
  target
) {
  for (const provider of ["cuda", "shared", "tensorrt"]) {
    const file = join(target, `libonnxruntime_providers_${provider}.so`);
    if (!existsSync(file)) writeFileSync(file, "");
  }
}
