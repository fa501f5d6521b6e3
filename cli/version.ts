import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const packageFile = [new URL("../package.json", import.meta.url), new URL("../../package.json", import.meta.url)].find(
  (url) => existsSync(url),
);

/** The version in package.json, one folder up in a checkout and two in the built form. */
export const version =
  packageFile === undefined
    ? "unknown"
    : z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, "utf8"))).version;
