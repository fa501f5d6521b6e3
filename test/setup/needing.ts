import { describe, inject } from "vitest";
import type { ToolchainName } from "../../tools/toolchains/toolchain.ts";

/** A `describe` for suites that need a toolchain: skipped, and listed at the end with the reason, where it is missing. */
export function describeNeeding(name: ToolchainName, title: string, suite: (path: string) => void): void {
  describeNeedingAll([name], title, (paths) => suite(paths[name]));
}

/** The same for suites that need several. */
export function describeNeedingAll<Name extends ToolchainName>(
  names: readonly Name[],
  title: string,
  suite: (paths: Readonly<Record<Name, string>>) => void,
): void {
  const paths: Partial<Record<Name, string>> = {};
  const missing: string[] = [];
  for (const name of names) {
    const toolchain = inject("toolchains")[name];
    paths[name] = toolchain.ready ? toolchain.path : "";
    if (!toolchain.ready) missing.push(toolchain.why);
  }
  const heading = missing.length === 0 ? title : `${title} [not run: ${missing.join("; ")}]`;
  describe.skipIf(missing.length > 0)(heading, () => {
    suite(paths as Record<Name, string>); // Every name was given its path above.
  });
}
