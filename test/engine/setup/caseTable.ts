import type { Reporter, TestModule } from "vitest/node";

/** Ends a run of the engine's suites with a table of its cases, their outcome and their seconds. */
export default class CaseTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows: string[] = [];
    for (const module of modules) {
      if (!module.relativeModuleId.startsWith("test/engine/")) continue;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "skipped" || state === "pending") continue;
        const seconds = ((test.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
        rows.push(`  ${seconds.padStart(6)} s  ${state === "passed" ? "✓" : "✗"}  ${test.fullName}`);
      }
    }
    if (rows.length > 0) console.log(`\nUnder the real Pulumi engine, with stub providers:\n${rows.join("\n")}`);
  }
}
