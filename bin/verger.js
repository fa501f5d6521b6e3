#!/usr/bin/env node
// Starts the command line: from source in a checkout (Node runs the .ts files as they are), from dist/ once installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const fromSource = existsSync(here("../cli/main.ts"));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const pinnedNode = here("../node_modules/node/bin/node");

if (fromSource && major < 24 && existsSync(pinnedNode)) {
  const child = spawn(pinnedNode, [here("verger.js"), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => (process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)));
} else if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(
    `verger needs Node 22.15 or newer, this is ${process.versions.node}.\nInstall Node 24: https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else {
  // What was compiled once is read from Node's own cache the next time.
  module.enableCompileCache();
  await import(fromSource ? "../cli/main.ts" : "../dist/cli/main.js");
}
