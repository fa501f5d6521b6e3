import { z } from "zod";
import { InputError } from "../../job/contract/errors.ts";

/** Where the program puts what `verger studio` is to take away. */
export const studioVariable = "VERGER_STUDIO";

/** `close`: the domain whose notebooks end. `clear`: the network in which the domain left its groups. */
export const StudioRequest = z.strictObject({
  region: z.string().min(1),
  domainId: z.string().startsWith("d-").optional(),
  vpcId: z.string().startsWith("vpc-").optional(),
});
export type StudioRequest = z.output<typeof StudioRequest>;

/** @throws InputError where the variable is missing or is no request. */
export function studioRequest(environment: Readonly<Record<string, string | undefined>>): StudioRequest {
  const parsed = StudioRequest.safeParse(asJson(environment[studioVariable]));
  if (parsed.success) return parsed.data;
  throw new InputError(
    `${studioVariable} does not say which Studio`,
    "this command is a resource of the stack: pulumi destroy runs it",
  );
}

function asJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
