import { describe, inject } from "vitest";
import type { ToolchainName } from "../../tools/toolchains/toolchain.ts";

/** A `describe` for suites that need a toolchain: skipped, and listed at the end with the reason, where it is missing. */
export function describeNeeding(name: ToolchainName, title: string, suite: (path: string) => void): void {
  const toolchain = inject("toolchains")[name];
  const path = toolchain.ready ? toolchain.path : "";
  const heading = toolchain.ready ? title : `${title} [not run: ${toolchain.why}]`;
  describe.skipIf(!toolchain.ready)(heading, () => {
    suite(path);
  });
}
