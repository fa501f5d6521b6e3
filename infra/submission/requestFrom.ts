import { InputError } from "../../job/contract/errors.ts";
import { SubmissionRequest, submissionVariable } from "./submissionRequest.ts";

/** The request the stack's program put into the environment of its submission command. */
export function requestFrom(environment: Readonly<Record<string, string | undefined>>): SubmissionRequest {
  const text = environment[submissionVariable];
  if (text === undefined || text === "")
    throw new InputError(
      `nothing to submit: ${submissionVariable} is not set`,
      "submitting is a resource of the stack: pulumi up runs it",
    );
  const parsed = SubmissionRequest.safeParse(asJson(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new InputError(`${submissionVariable} is not a submission: ${problems.join("; ")}`, "pulumi up writes it anew");
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
