import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();

/** The programs this host runs, so that they end with it. */
export const children = {
  add(child: ChildProcess): void {
    running.add(child);
    child.once("close", () => running.delete(child));
  },
  end(): void {
    for (const child of running) child.kill("SIGTERM");
  },
};
