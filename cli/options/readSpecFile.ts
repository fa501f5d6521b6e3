import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { InputError } from "../../job/contract/errors.ts";

/** The fields of a job file (YAML or JSON), not yet checked against the schema. */
export async function readSpecFile(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new InputError(`The spec ${file} cannot be read.`, "Check the path given to --spec.", { cause });
  }
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem !== undefined)
    throw new InputError(
      `${file} is not valid YAML: ${problem.message}`,
      "Mend the file; see docs/job.md for an example.",
    );
  const fields: unknown = document.toJS();
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new InputError(
      `${file} holds no fields.`,
      "A job file is a list of `name: value` lines; see docs/job.md for an example.",
    );
  }
  return { ...fields };
}
