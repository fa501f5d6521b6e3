import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with what did not run and why, then one line of counts taken from the results. */
export default class ClosingLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const notRun = new Map<string, number>();
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === "pending" ? "skipped" : state]++;
        const reason = /\[not run: (.*?)\]/.exec(test.fullName)?.[1];
        if (state === "skipped" && reason !== undefined) {
          const row = `${module.relativeModuleId.padEnd(44)} ${reason}`;
          notRun.set(row, (notRun.get(row) ?? 0) + 1);
        }
      }
    }
    if (notRun.size > 0) {
      console.log("\nNot run on this machine:");
      for (const [row, tests] of notRun) console.log(`  ${String(tests).padStart(4)} tests  ${row}`);
    }
    // Written when the process ends, so that it stays the last line after the other reporters.
    process.once("exit", () =>
      console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`),
    );
  }
}
