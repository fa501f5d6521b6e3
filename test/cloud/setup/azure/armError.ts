/** A refusal of the Resource Manager: its status, its code, its sentence. */
export class ArmError extends Error {
  override readonly name = "ArmError";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const notFound = (code: string, what: string): ArmError =>
  new ArmError(404, code, `${what} could not be found.`);
