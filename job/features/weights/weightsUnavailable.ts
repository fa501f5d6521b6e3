import { InputError } from "../../contract/errors.ts";

/** The official weights are neither in the cache nor to be had from here. The caller may go on with seeded weights. */
export class WeightsUnavailableError extends InputError {
  override readonly name = "InputError";
}
