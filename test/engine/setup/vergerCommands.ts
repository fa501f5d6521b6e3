import { setTimeout as sleep } from "node:timers/promises";
import { destroyStack } from "../../../infra/lifecycle/destroyStack.ts";
import type { Pulumi } from "../../../infra/lifecycle/engine/pulumi.ts";
import { stackEngine } from "../../../infra/lifecycle/engine/stackEngine.ts";
import { upStack } from "../../../infra/lifecycle/upStack.ts";
import type { StackWorkspace } from "./stackWorkspace.ts";

/** How a command of ours ended: `error` is what it threw, `said` its lines. */
export interface Ended {
  readonly error: unknown;
  readonly said: string;
}

/** What `verger up` does to the stack after its plan and its question. */
export function vergerUp(workspace: StackWorkspace): Promise<Ended> {
  return ended(workspace, ({ pulumi, onLine }) => {
    const { signal } = new AbortController();
    return upStack({ pulumi, stack: workspace.stack, onLine, signal });
  });
}

/** What `verger destroy` does to the stack before its receipt; the pauses between its attempts take no time. */
export function vergerDestroy(workspace: StackWorkspace): Promise<Ended> {
  return ended(workspace, ({ pulumi, onLine }) =>
    destroyStack({ pulumi, stack: workspace.stack, onLine, sleep: () => sleep(0) }),
  );
}

async function ended(
  { stack, project, environment }: StackWorkspace,
  command: (engine: { pulumi: Pulumi; onLine: (line: string) => void }) => Promise<unknown>,
): Promise<Ended> {
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const pulumi = await stackEngine({ stack, workingFolder: project, environment, now: () => new Date(), onLine });
  const error = await command({ pulumi, onLine }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, said: lines.join("\n") };
}
