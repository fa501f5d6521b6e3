import { existsSync, readFileSync } from "node:fs";

const packageFile = [new URL("../package.json", import.meta.url), new URL("../../package.json", import.meta.url)].find(
  (url) => existsSync(url),
);

/** The version in package.json, one folder up in a checkout and two in the built form. */
export const version = packageFile === undefined ? "unknown" : versionIn(readFileSync(packageFile, "utf8"));

function versionIn(text: string): string {
  const content: unknown = JSON.parse(text);
  const hasVersion = typeof content === "object" && content !== null && "version" in content;
  return hasVersion && typeof content.version === "string" ? content.version : "unknown";
}
