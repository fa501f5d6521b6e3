/** A cause that a log names, and what to do about it. */
export interface Cause {
  readonly what: string;
  readonly fix: string;
  /** The line that says so. */
  readonly line: string;
}

type Signature = readonly [pattern: RegExp, what: string, fix: string];

/** Ordered: the first that a log shows is the cause, those below it often only its consequences. */
const signatures: readonly Signature[] = [
  [
    /No image in |no image could be read/i,
    "there are no pictures where the job looked",
    "upload them, or check verger:images",
  ],
  [
    /AccessDenied|Access Denied|403 Forbidden|AuthorizationPermissionMismatch|PERMISSION_DENIED/,
    "the job was refused access",
    "check verger:images and the bucket's own policy: the nodes may read only the folder the stack names",
  ],
  [
    /ModuleNotFoundError|No module named|ERR_MODULE_NOT_FOUND|Cannot find module/,
    "something the job needs is not on the nodes",
    "build the bundle again: verger bundle build, then verger up",
  ],
  [
    /OutOfMemoryError|exceeding (physical )?memory limits|Cannot allocate memory|OOMKilled|oom-kill|exit (code|status):? 137/,
    "memory ran out",
    "larger workers, or a smaller job.batch",
  ],
  [
    /ExecutorLostFailure|Container released on a \*lost\* node|lost node|spot .*interrupt/i,
    "nodes were lost, spot ones most likely",
    "submit again (what is finished is kept), or verger:compute.workers.spot: false",
  ],
  [/No space left on device/, "a disk is full", "a larger diskGiB for the workers"],
  [
    /WorkerFailed:|JobFailed|The Node program failed/,
    "our own worker gave up",
    "its last lines are below; run the same pictures with verger job",
  ],
];

/** The probable cause that a log names; undefined where it names none that is known. */
export function probableCause(text: string): Cause | undefined {
  const lines = text.split("\n");
  for (const [pattern, what, fix] of signatures) {
    const line = lines.find((each) => pattern.test(each));
    if (line !== undefined) return { what, fix, line: line.trim().slice(0, 400) };
  }
  return undefined;
}

/** The last lines that say something: without blank ones and stack frames. */
export function lastLines(text: string, count: number): readonly string[] {
  const telling = text.split("\n").filter((line) => line.trim() !== "" && !/^\s+(at |\.\.\. \d+ more)/.test(line));
  return telling.slice(-count).map((line) => line.trimEnd().slice(0, 400));
}
