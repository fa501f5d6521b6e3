import { describe } from "vitest";

const reason = "takes minutes, set VERGER_TEST_LONG=1";

/** A `describe` for what takes minutes: it runs with VERGER_TEST_LONG=1, and is listed at the end where it does not. */
export function describeLong(title: string, suite: () => void): void {
  const wanted = process.env.VERGER_TEST_LONG === "1";
  const heading = wanted ? title : `${title} [not run: ${reason}]`;
  describe.skipIf(!wanted)(heading, () => {
    suite();
  });
}
