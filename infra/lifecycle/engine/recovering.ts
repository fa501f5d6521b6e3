import { z } from "zod";
import { engineError } from "./engineError.ts";
import { removeTornSideFiles, restoreNewestCheckpoint, tornSideFiles } from "./mendState.ts";
import type { Pulumi, PulumiRun } from "./pulumi.ts";
import type { StackFiles } from "./stackFiles.ts";
import { holdersIn, isGone, locksIn, type Machine } from "./stackLock.ts";

export interface Recovery {
  readonly stack: string;
  /** The stack's files, where its backend is in files. */
  readonly files: StackFiles | undefined;
  readonly machine: Machine;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly onLine: (line: string) => void;
}

/**
 * An engine that gets past a run that was killed: where a command is refused because of the lock of a process that no
 * longer runs on this machine, or a state whose writing was cut off, that is put right, said, and the command is run
 * again. A lock of another machine, or of a process that runs, is left alone.
 */
export function recovering(pulumi: Pulumi, recovery: Recovery): Pulumi {
  return async (args, options) => {
    const run = await pulumi(args, options);
    if (run.code === 0 || !(await isCleared(pulumi, run, recovery))) return run;
    return pulumi(args, options);
  };
}

const unreadable = /failed to load checkpoint|meta\.yaml": (EOF|unexpected EOF)|unexpected end of JSON input/;
const locked = /is currently locked/;

/** Whether what was in the command's way was a killed run's, and is gone. */
async function isCleared(pulumi: Pulumi, { output }: PulumiRun, recovery: Recovery): Promise<boolean> {
  const { files, machine, onLine } = recovery;
  if (unreadable.test(output)) {
    if (files === undefined) return false;
    await unlessSomeoneWrites(recovery, files);
    for (const name of await removeTornSideFiles(files))
      onLine(`${name}, cut off by a kill, was removed: it says only what kind of file stands beside it.`);
  } else if (!locked.test(output)) return false;

  const locks = files === undefined ? holdersIn(output) : await locksIn(files.locks);
  if (locks.some((lock) => lock !== "torn" && !isGone(lock, machine))) return unreadable.test(output);
  const restored = files && (await restoreNewestCheckpoint(files));
  if (restored !== undefined) onLine(`The state was taken from ${restored}, the newest checkpoint that is whole.`);
  if (locks.length > 0) await releaseLock(pulumi, locks, recovery);
  return true;
}

/** Who reads while another writes sees half a file, too: that passes within milliseconds. */
async function unlessSomeoneWrites({ sleep }: Recovery, files: StackFiles): Promise<void> {
  for (let wait = 0; wait < 10 && (await tornSideFiles(files)).length > 0; wait++) await sleep(100);
}

async function releaseLock(
  pulumi: Pulumi,
  locks: Awaited<ReturnType<typeof locksIn>>,
  { stack, onLine }: Recovery,
): Promise<void> {
  const holder = locks.find((lock) => lock !== "torn");
  const who = holder === undefined ? "" : ` (process ${holder.pid}, since ${holder.since})`;
  onLine(`A run of ${stack} was killed on this machine${who}: its lock is released.`);
  const cancelled = await pulumi(["cancel", "--yes", "--stack", stack]);
  if (cancelled.code !== 0) throw engineError(stack, cancelled.output);
  await dropPendingCreates(pulumi, stack, onLine);
}

const Exported = z.object({
  deployment: z
    .object({
      pending_operations: z.array(z.object({ type: z.string(), resource: z.object({ urn: z.string() }) })).optional(),
    })
    .nullish(),
});

/**
 * What was being made when the run was killed is in the state as a pending operation without an id. It is named, and
 * forgotten: the engine cannot know whether it exists. The receipt asks the cloud by name and by tag.
 */
async function dropPendingCreates(pulumi: Pulumi, stack: string, onLine: (line: string) => void): Promise<void> {
  const exported = await pulumi(["stack", "export", "--stack", stack]);
  if (exported.code !== 0) throw engineError(stack, exported.output);
  const pending = Exported.parse(JSON.parse(exported.stdout)).deployment?.pending_operations ?? [];
  if (pending.length === 0) return;
  for (const { type, resource } of pending) {
    const [, , kind, name] = resource.urn.split("::");
    onLine(`It was ${type} ${kind?.split("$").at(-1)} ${name}, which may stand in the cloud all the same.`);
  }
  const refresh = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--stack", stack];
  const refreshed = await pulumi(refresh);
  if (refreshed.code !== 0) throw engineError(stack, refreshed.output);
}
