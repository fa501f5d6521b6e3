import { exitCodes, InputError, JobFailedError, VergerError } from "../../../job/contract/errors.ts";
import { holdersIn } from "./stackLock.ts";

/** What the clouds answer to a call that may well succeed when it is made again. */
const passing =
  /DependencyViolation|DeleteConflict|BucketNotEmpty|ResourceInUse|Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalError|InternalServerError|ECONNRESET|connection reset|i\/o timeout|AnotherOperationInProgress|InUse\w*CannotBeDeleted|ResourceGroupBeingDeleted|StorageAccountOperationInProgress|RetryableError/;

/** Whether the engine failed for a reason that time mends. */
export const isRetryable = (output: string): boolean => passing.test(output);

/** The error of an engine run that failed: the cause's own lines, an exit code by its kind, and what to do next. */
export function engineError(stack: string, output: string): VergerError {
  const cause = causeOf(output);
  if (/is currently locked/.test(output))
    return new VergerError(
      exitCodes.resource,
      `the stack ${stack} is locked: someone is at work on it, or a run was killed on another machine\n${cause}`,
      `${untilTheyEnd(output)}if nobody is: pulumi cancel --stack ${stack}, then the same command again`,
    );
  if (/failed to load checkpoint/.test(output))
    return new VergerError(
      exitCodes.resource,
      `the state of ${stack} cannot be read, and it is not for us to mend: someone is at work on it\n${cause}`,
      `if nobody is: pulumi cancel --stack ${stack}, then the same command again`,
    );
  if (/no stack named|no previous deployment/.test(output))
    return new VergerError(
      exitCodes.stackNotFound,
      `the state backend has no stack ${stack}`,
      `make it: verger up -s ${stack}`,
    );
  if (/incorrect passphrase|passphrase must be set/.test(output))
    return new VergerError(
      exitCodes.auth,
      `the stack ${stack} needs its passphrase`,
      "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
    );
  if (
    /ExpiredToken|ExpiredAuthenticationToken|InvalidAuthenticationToken|InvalidClientTokenId|no valid credential|NoCredentialProviders|AADSTS\d+|cannot configure default credentials|exit status 3\b/.test(
      output,
    )
  )
    return new VergerError(
      exitCodes.auth,
      `the cloud refused the credentials\n${cause}`,
      "sign in again (aws sso login, az login), then the same command",
    );
  if (/exit status 9\b/.test(output))
    return new VergerError(
      exitCodes.timeout,
      `the job's time is over and it has not ended\n${cause}`,
      `what it finished is kept: verger destroy -s ${stack}, then verger:limits with a larger budget or more workers`,
    );
  if (/exit status 8\b/.test(output))
    return new VergerError(
      exitCodes.cancelled,
      `the job was cancelled\n${cause}`,
      `verger up -s ${stack} submits it again, verger destroy -s ${stack} takes the cluster away`,
    );
  if (/exit status 10\b/.test(output))
    return new JobFailedError(`the job failed\n${cause}`, `verger destroy -s ${stack} takes the cluster away`);
  if (/exit status 2\b.*submit/.test(output))
    return new InputError(
      `the job could not be handed over\n${cause}`,
      `what was made is in the state: pulumi up goes on once that is right, verger destroy -s ${stack} takes it away`,
    );
  if (/Policy Violations:|\[mandatory\]/.test(output))
    return new VergerError(exitCodes.policy, `a policy forbids it\n${cause}`, `verger plan -s ${stack} --policy`);
  return new VergerError(
    exitCodes.resource,
    `Pulumi could not finish with the stack ${stack}\n${cause}`,
    `what was made is in the state: the same command goes on, verger destroy -s ${stack} takes it away`,
  );
}

/** How to get past an engine that may be at work still, as one does whose `verger` was killed. */
function untilTheyEnd(output: string): string {
  const [holder] = holdersIn(output);
  if (holder === undefined) return "";
  const { pid, host } = holder;
  return `wait until process ${pid} on ${host} has ended, or stop it there (kill -INT ${pid}): it keeps its state; `;
}

/**
 * The lines that say why, without the engine's progress and its stack traces: two dozen at most. What follows an error
 * under it, such as the last lines of the job's log, is a part of it.
 */
export function causeOf(output: string): string {
  const told: string[] = [];
  let underAnError = false;
  for (const line of output.split("\n").map((each) => each.trimEnd())) {
    if (/^\s*error:/.test(line)) underAnError = true;
    else if (line !== "" && !line.startsWith("    ")) underAnError = false;
    const says = underAnError || /error:|failed|\* |Error|exit status/i.test(line);
    if (line !== "" && says && !/^\s+at |deleting|creating|updating/.test(line)) told.push(line);
  }
  return [...new Set(told)].slice(-24).join("\n");
}
