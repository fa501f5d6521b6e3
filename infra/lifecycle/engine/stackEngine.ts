import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { backendOf } from "./backendUrl.ts";
import { projectFolder, type Pulumi, pulumiIn } from "./pulumi.ts";
import { recovering } from "./recovering.ts";
import { stackFiles } from "./stackFiles.ts";
import { thisMachine } from "./thisMachine.ts";

export interface Surroundings {
  readonly stack: string;
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly onLine: (line: string) => void;
}

/** The `pulumi` on PATH for one stack of the project in the working folder; gets past a run that was killed. */
export async function stackEngine({ stack, workingFolder, environment, now, onLine }: Surroundings): Promise<Pulumi> {
  const folder = projectFolder(workingFolder);
  const home = environment["HOME"] ?? homedir();
  const files = stackFiles(await backendOf(folder, environment), stack, { folder, home });
  const machine = thisMachine(now());
  return recovering(pulumiIn(folder, environment), { stack, files, machine, onLine, sleep: (ms) => sleep(ms) });
}
