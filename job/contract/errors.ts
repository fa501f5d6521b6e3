/** Exit codes of every command. 0-9 follow Pulumi's own; see docs/exit-codes.md. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  badInput: 2,
  auth: 3,
  resource: 4,
  policy: 5,
  stackNotFound: 6,
  cancelled: 8,
  timeout: 9,
  jobFailed: 10,
  overBudget: 11,
  leftoversRemain: 12,
  doctorFailed: 13,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * An error a person can act on: `message` says what is wrong and where, `hint` what to do next.
 * Anything else that is thrown is a defect of ours and exits with 1.
 */
export class VergerError extends Error {
  override readonly name: string = "VergerError";
  readonly exitCode: ExitCode;
  readonly hint: string;

  constructor(exitCode: ExitCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** What was given cannot be used: a wrong option, folder, file or spec. Nothing was changed. */
export class InputError extends VergerError {
  override readonly name = "InputError";

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(exitCodes.badInput, message, hint, options);
  }
}

/** The job started and could not finish. What it had finished is kept and resumable. */
export class JobFailedError extends VergerError {
  override readonly name = "JobFailedError";

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(exitCodes.jobFailed, message, hint, options);
  }
}

/** One image cannot be used. Goes to `rejects/` with its reason; the run goes on. */
export class RejectedImageError extends Error {
  override readonly name = "RejectedImageError";
}
