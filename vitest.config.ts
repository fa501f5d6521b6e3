import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/toolchains.ts"],
    reporters: ["default", "./test/engine/setup/caseTable.ts", "./test/setup/closingLines.ts"],
    // Whatever BLAS this machine has, results are compared with those that need none; test/job/blas looks for its own.
    env: { VERGER_BLAS: "off" },
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
