import { InputError } from "../../contract/errors.ts";
import { JobSpec } from "../../contract/jobSpec.ts";

/** The spec of a job as it was submitted. @throws InputError that lists what the schema refuses */
export function parseSpec(spec: unknown): JobSpec {
  const parsed = JobSpec.safeParse(spec);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new InputError(problems.join("\n  "), "Mend the job's spec; its fields are those of verger job --help.");
}
