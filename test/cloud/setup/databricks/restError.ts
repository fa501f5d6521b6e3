/** A refusal as Databricks words it. */
export class RestError extends Error {
  override readonly name = "RestError";
  readonly status: number;
  /** A word; for a token that has expired, a number. */
  readonly code: string | number;

  constructor(status: number, code: string | number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
