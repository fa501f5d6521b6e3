import { VergerError } from "../../../job/contract/errors.ts";

/** `unknown` is what could not be asked: it stops nobody, and is never taken for well. */
export type Verdict = "ok" | "failed" | "unknown";

export interface Looked {
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do where it is not well. */
  readonly fix?: string;
}

/** One thing that must be well before money is spent. Looking changes nothing. */
export interface Check {
  readonly name: string;
  readonly look: () => Promise<Looked>;
}

export interface Finding extends Looked {
  readonly name: string;
}

/** Looks at everything at once; what throws is a finding like any other. */
export function examineAll(checks: readonly Check[]): Promise<readonly Finding[]> {
  return Promise.all(
    checks.map(async ({ name, look }): Promise<Finding> => {
      try {
        return { name, ...(await look()) };
      } catch (error) {
        if (error instanceof VergerError) return { name, verdict: "failed", found: error.message, fix: error.hint };
        const found = error instanceof Error ? `could not be asked: ${error.name}` : "could not be asked";
        return { name, verdict: "unknown", found };
      }
    }),
  );
}

export const ok = (found: string): Looked => ({ verdict: "ok", found });
export const failed = (found: string, fix: string): Looked => ({ verdict: "failed", found, fix });
export const unknown = (found: string, fix?: string): Looked => ({
  verdict: "unknown",
  found,
  ...(fix !== undefined && { fix }),
});
