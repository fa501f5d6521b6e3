import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Ends a run of the engine's suites with a table of its cases, their outcome and their seconds. */
export default class CaseTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const cases = modules
      .filter(({ relativeModuleId }) => relativeModuleId.startsWith("test/engine/"))
      .flatMap(({ children }) => Array.from(children.allTests()))
      .filter((test) => ["passed", "failed"].includes(test.result().state));
    if (cases.length > 0) console.log(`\n${caseTable(cases).join("\n")}`);
  }
}

/** A line for each case, below the headings it stands under. */
function caseTable(cases: readonly TestCase[]): readonly string[] {
  const seconds = cases.reduce((sum, test) => sum + secondsOf(test), 0);
  const lines = [
    `Under the real Pulumi engine, with stub providers: ${cases.length} cases in ${seconds.toFixed(0)} s`,
    " seconds",
  ];
  let above: readonly string[] = [];
  for (const test of cases) {
    const headings = headingsOf(test);
    const same = headings.findIndex((heading, depth) => heading !== above[depth]);
    if (same >= 0)
      for (const [depth, heading] of headings.entries())
        if (depth >= same) lines.push(`${" ".repeat(11 + 2 * depth)}${heading}`);
    const mark = test.result().state === "passed" ? "✓" : "✗";
    lines.push(`${secondsOf(test).toFixed(1).padStart(8)} ${mark} ${" ".repeat(2 * headings.length)}${test.name}`);
    above = headings;
  }
  return lines;
}

const secondsOf = (test: TestCase): number => (test.diagnostic()?.duration ?? 0) / 1000;

/** The names of the suites around a case, the outermost first. */
function headingsOf(test: TestCase): readonly string[] {
  const headings: string[] = [];
  for (let suite = test.parent; suite.type === "suite"; suite = suite.parent) headings.unshift(suite.name);
  return headings;
}
